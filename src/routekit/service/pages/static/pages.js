// What makes the pages pleasanter where there is JavaScript; each of them works without.
import { createAll, Button, ErrorSummary, Radios, SkipLink } from './govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
createAll(Button, { preventDoubleClick: true })
createAll(ErrorSummary)
createAll(Radios)
createAll(SkipLink)
