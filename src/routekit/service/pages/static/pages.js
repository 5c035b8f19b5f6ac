// What makes the pages pleasanter where there is JavaScript; each of them works without.
import { createAll, Button, ErrorSummary, SkipLink } from './govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
createAll(Button, { preventDoubleClick: true })
createAll(ErrorSummary)
createAll(SkipLink)

// Whoever types a number or a day has chosen to give one.
document.querySelectorAll('.govuk-radios__conditional').forEach((group) => {
  const radio = group.previousElementSibling.querySelector('input')
  group.addEventListener('input', () => { radio.checked = true })
})
