// The least that drawing needs, and what every widget says when its value has changed.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const changed = (element) => element.dispatchEvent(new CustomEvent('kit:change', {bubbles: true, composed: true}));

/** Puts a menu under a control: into the body, as most libraries do, or into `holder`. */
export function place(menu, under, holder) {
  (holder || document.body).append(menu);
  const box = under.getBoundingClientRect();
  Object.assign(menu.style, holder ? {position: 'absolute', left: '0', top: '100%', width: '100%'}
    : {position: 'absolute', left: `${box.left + scrollX}px`, top: `${box.bottom + scrollY + 2}px`, width: `${Math.max(box.width, 160)}px`});
  menu.addEventListener('mousedown', (event) => event.target.tagName !== 'INPUT' && event.preventDefault());
}

/** Calls `close` at a press outside of both elements. */
export function closeOutside(inside, close) {
  const listen = (event) => {
    if (event.composedPath().some((node) => inside().includes(node))) return;
    document.removeEventListener('mousedown', listen, true);
    close();
  };
  document.addEventListener('mousedown', listen, true);
}
