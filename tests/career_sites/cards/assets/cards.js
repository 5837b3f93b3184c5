// The résumé goes up as soon as it is chosen; then the input is replaced by an empty one and a chip shows the stored name.
const form = document.getElementById('application-form');
const box = document.querySelector('[data-resume]');
const part = (selector) => box.querySelector(selector);
const button = part('.visible-resume-upload');

function show(state, text = '') {
  button.style.display = state === 'success' || state === 'working' ? 'none' : '';
  part('.resume-upload-working').hidden = state !== 'working';
  part('.resume-upload-success').hidden = state !== 'success';
  part('.resume-upload-failure').hidden = state !== 'failure';
  if (state === 'success') part('.filename').textContent = text;
  if (state === 'failure') part('.resume-upload-failure').textContent = text;
}

function keep(id, name) {
  form.elements.resumeStorageId.value = id;
  form.elements.resumeName.value = name;
}

function watch(input) {
  input.addEventListener('change', async () => {
    const file = input.files[0];
    if (!file) return;
    show('working');
    const data = new FormData();
    data.append('visit', form.dataset.visit);
    data.append('resume', file);
    const fresh = input.cloneNode();
    fresh.value = '';
    try {
      const response = await fetch('/parseResume', {method: 'POST', body: data});
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.error);
      keep(answer.resumeStorageId, answer.name);
      show('success', answer.name);
    } catch (error) {
      keep('', '');
      show('failure', error.message);
    }
    input.replaceWith(fresh);
    watch(fresh);
  });
}

watch(part('input[type=file]'));
const choose = () => part('input[type=file]').click();
button.addEventListener('click', choose);
button.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  choose();
});
part('.resume-remove').addEventListener('click', () => {
  keep('', '');
  show('empty');
});

form.addEventListener('submit', (event) => {
  if (!part('.resume-upload-working').hidden) {
    event.preventDefault();
    show('working');
    return;
  }
  if (!form.elements.resumeStorageId.value) {
    event.preventDefault();
    show('failure', 'Please attach your resume.');
    button.scrollIntoView({block: 'center'});
    button.focus();
    return;
  }
  document.getElementById('btn-submit').disabled = true;
});
