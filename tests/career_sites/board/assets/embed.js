// Fits the frame to the form inside it, and brings it into view when the form moves on to another page.
const frameOrigin = document.currentScript.dataset.frameOrigin;
let pages = 0;
addEventListener('message', (event) => {
  if (event.origin !== frameOrigin || typeof event.data?.height !== 'number') return;
  const frame = document.getElementById('grnhse_iframe');
  frame.style.height = `${Math.ceil(event.data.height) + 20}px`;
  if (event.data.loaded && pages++ > 0) frame.scrollIntoView({block: 'start'});
});
