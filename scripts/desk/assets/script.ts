/**
 * What the desk does besides in a browser that runs scripts: says what is wrong and shows the mail while somebody types, and
 * copies a link. Everything works without it.
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
