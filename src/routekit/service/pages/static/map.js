// Maps: Leaflet in place of the picture, to choose a place or an area, or to look closer at an outcome.
const L = window.L
const figure = document.querySelector('[data-map]')
const given = JSON.parse(document.getElementById('map-data').textContent)
const words = given.words
const NEAR = 8
const PIXELS_OF_A_FINGER = 5
const PIN = '<svg viewBox="0 0 24 36" aria-hidden="true"><path class="map-pin" d="M12 35l-9 -17a10.5 10.5 0 1 1 18 0z"/><circle class="map-pin-eye" cx="12" cy="12" r="4"/></svg>'
const METRES_OF_THE_EQUATOR = 40075016.7

function openMap () {
  const ground = figure.querySelector('[data-map-ground]')
  ground.hidden = false
  figure.classList.add('map--live')
  const map = L.map(ground, { zoomControl: false, attributionControl: true, maxZoom: given.deepest, zoomSnap: 0.25 })
  map.attributionControl.setPrefix(false)
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map)
  L.control.scale({ imperial: false }).addTo(map)
  if (given.tiles) {
    L.tileLayer(given.tiles.url, { attribution: plain(given.tiles.attribution).innerHTML, maxZoom: given.deepest }).addTo(map)
  }
  map.fitBounds(given.bounds)
  return map
}

function styleOf (main) {
  return { className: main ? 'map-main' : 'map-other', weight: main ? 3 : 1.5 }
}

function drawAreas (map, areas, onArea) {
  return L.geoJSON(areas, {
    style: (feature) => styleOf(feature.properties.main),
    interactive: Boolean(onArea),
    onEachFeature: (feature, layer) => {
      layer.bindTooltip(plain(feature.properties.name), { permanent: true, direction: 'center', className: 'map-label' })
      if (onArea) onArea(feature, layer)
    }
  }).addTo(map)
}

// Leaflet reads a text as HTML.
function plain (text) {
  const holder = document.createElement('span')
  holder.textContent = text
  return holder
}

// Names that would cover one another, or the place, are left out until there is room.
function sparse (layers) {
  const taken = [...figure.querySelectorAll('.map-marker')].map((each) => each.getBoundingClientRect())
  layers.eachLayer((layer) => {
    const label = layer.getTooltip().getElement()
    if (!label) return
    label.classList.remove('map-label--hidden')
    const box = label.getBoundingClientRect()
    const meets = taken.some((other) => box.left < other.right + NEAR && other.left < box.right + NEAR &&
      box.top < other.bottom + NEAR / 2 && other.top < box.bottom + NEAR / 2)
    if (meets) label.classList.add('map-label--hidden')
    else taken.push(box)
  })
}

function pin (map, latlng, radius) {
  const icon = L.divIcon({ className: 'map-marker', html: PIN, iconSize: [24, 36], iconAnchor: [12, 35] })
  const marker = L.marker(latlng, { icon, keyboard: false, interactive: false, alt: words.spot })
  const group = L.layerGroup([marker])
  if (radius > 1) group.addLayer(L.circle(latlng, { radius, className: 'map-circle', interactive: false }))
  return group.addTo(map)
}

function showOutcome () {
  const map = openMap()
  map.scrollWheelZoom.disable()
  if (!given.tiles) map.setMinZoom(map.getZoom() - 0.5)
  const layers = drawAreas(map, given.areas, given.choice ? chooseArea : null)
  if (given.spot) pin(map, [given.spot.latitude, given.spot.longitude], given.spot.radius)
  sparse(layers)
  map.on('zoomend', () => sparse(layers))
  return map
}

// A click asks about the point: the form is filled in and sent.
function inspectPlaces () {
  const fields = document.querySelector('[data-inspect]').elements
  showOutcome().on('click', (event) => {
    ['easting', 'northing', 'postcode'].forEach((name) => { fields[name].value = '' })
    fields.latitude.value = event.latlng.lat.toFixed(6)
    fields.longitude.value = event.latlng.lng.toFixed(6)
    fields.latitude.form.requestSubmit()
  })
}

function chooseArea (feature, layer) {
  const radio = document.querySelector('input[type=radio][value="' + CSS.escape(feature.properties.code) + '"]')
  if (radio) layer.on('click', () => radio.click())
}

function choosePlace () {
  const map = openMap()
  const fields = { latitude: field('latitude'), longitude: field('longitude'), accuracy: field('accuracy') }
  const postcode = field('postcode')
  const said = document.querySelector('[data-map-said]')
  let marked = null

  function mark (latlng, metres, text) {
    if (marked) marked.remove()
    marked = pin(map, latlng, metres)
    fields.latitude.value = latlng.lat.toFixed(6)
    fields.longitude.value = latlng.lng.toFixed(6)
    fields.accuracy.value = Math.min(metres, 5000).toFixed(0)
    postcode.value = ''
    said.textContent = text
  }

  function forget () {
    if (!postcode.value.trim() || !fields.latitude.value) return
    Object.values(fields).forEach((each) => { each.value = '' })
    if (marked) marked.remove()
    marked = null
    said.textContent = words.cleared
  }

  // What a click may be off by: a few pixels, in metres on the ground.
  function metresOfAClick (latlng) {
    const pixel = METRES_OF_THE_EQUATOR * Math.cos(latlng.lat * Math.PI / 180) / (256 * Math.pow(2, map.getZoom()))
    return Math.round(pixel * PIXELS_OF_A_FINGER)
  }

  function choose (latlng) {
    const text = words.chosen.replace('{latitude}', latlng.lat.toFixed(5)).replace('{longitude}', latlng.lng.toFixed(5))
    mark(latlng, metresOfAClick(latlng), text)
  }

  map.on('click', (event) => choose(event.latlng))
  button('middle', () => choose(map.getCenter()))
  postcode.addEventListener('input', forget)
  if (fields.latitude.value) {
    const before = L.latLng(Number(fields.latitude.value), Number(fields.longitude.value))
    if (Number.isFinite(before.lat) && Number.isFinite(before.lng)) {
      marked = pin(map, before, Number(fields.accuracy.value) || 0)
      map.setView(before, 14)
    }
  }
  if (given.ground) {
    fetch(given.ground, { credentials: 'omit' }).then((answer) => answer.json()).then((ground) => {
      const layers = drawAreas(map, ground.areas, null)
      sparse(layers)
      map.on('zoomend', () => sparse(layers))
    }).catch(() => {})
  }
  return mark
}

function locate (mark) {
  const said = document.querySelector('[data-map-said]')
  said.textContent = words.locating
  navigator.geolocation.getCurrentPosition(
    (found) => {
      const { latitude, longitude, accuracy } = found.coords
      const text = words.located.replace('{metres}', Math.ceil(accuracy))
      mark({ lat: latitude, lng: longitude }, accuracy, text)
    },
    () => { said.textContent = words.notLocated },
    { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 }
  )
}

function field (name) {
  return document.querySelector('[data-map-form] [name="' + name + '"]')
}

function button (name, whenPressed) {
  const found = document.querySelector('[data-map-button="' + name + '"]')
  found.hidden = false
  found.addEventListener('click', whenPressed)
}

function markWithoutAMap (latlng, metres, text) {
  field('latitude').value = latlng.lat.toFixed(6)
  field('longitude').value = latlng.lng.toFixed(6)
  field('accuracy').value = Math.min(metres, 5000).toFixed(0)
  field('postcode').value = ''
  document.querySelector('[data-map-said]').textContent = text
}

if (given.choosing) {
  const mark = figure ? choosePlace() : markWithoutAMap
  document.querySelectorAll('[data-map-hint]').forEach((each) => { each.hidden = false })
  if (navigator.geolocation) button('locate', () => locate(mark))
} else if (figure && given.inspecting) {
  inspectPlaces()
} else if (figure) {
  showOutcome()
}
