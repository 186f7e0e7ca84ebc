/**
 * What the desk adds in a browser that runs scripts: it says what is wrong and shows the mail while somebody types, keeps
 * the progress of an import up to date, and copies a link. Everything works without it.
 */
export const script = `
const form = document.querySelector('form[data-problems]')
if (form) {
  const frame = document.querySelector('iframe[data-mail]')
  const touched = new Set()
  let timer
  let asked = 0
  const check = async () => {
    const mine = ++asked
    const said = new URLSearchParams(new FormData(form))
    const answer = await fetch(form.dataset.problems, { method: 'POST', body: said })
    if (!answer.ok || mine !== asked) return
    const problems = await answer.json()
    for (const field of touched) {
      const place = document.getElementById('wrong-' + field)
      if (place && place.textContent !== (problems[field] ?? '')) place.textContent = problems[field] ?? ''
      document.getElementById(field)?.toggleAttribute('aria-invalid', field in problems)
    }
  }
  const draw = () => {
    const said = new URLSearchParams(new FormData(form))
    for (const field of ['context', 'unverified', 'trust', 'roles', 'username']) said.delete(field)
    frame.src = frame.dataset.mail + '?' + said
  }
  const show = (event) => {
    touched.add(event.target.name)
    void check()
    clearTimeout(timer)
    timer = setTimeout(draw, 400)
  }
  form.addEventListener('input', show)
  form.querySelector('.refresh').hidden = true
}
for (const field of document.querySelectorAll('input[type=file][data-largest]')) {
  const place = document.getElementById('wrong-file')
  const look = () => {
    const [file] = field.files
    const isTooLarge = file && file.size > Number(field.dataset.largest)
    const said = isTooLarge ? field.dataset.tooLarge : ''
    field.setCustomValidity(said)
    place.textContent = said
  }
  field.addEventListener('change', look)
  look()
}
const running = document.querySelector('[data-progress]')
if (running) {
  const look = async () => {
    try {
      const answer = await fetch(running.dataset.progress)
      const { state, said, done, people, isOver } = await answer.json()
      if (isOver) return location.reload()
      running.querySelector('[data-state]').textContent = state
      running.querySelector('[data-said]').textContent = said
      Object.assign(running.querySelector('progress'), { max: people, value: done })
      setTimeout(look, 500)
    } catch {
      running.querySelector('[data-state]').textContent = 'The desk does not answer. Start it again to continue.'
      setTimeout(look, 3000)
    }
  }
  void look()
}
for (const button of document.querySelectorAll('button.copy')) {
  const field = button.parentElement.querySelector('input.link')
  button.hidden = false
  button.addEventListener('click', async () => {
    field.select()
    await navigator.clipboard.writeText(field.value)
    button.textContent = 'Copied'
  })
}
`
