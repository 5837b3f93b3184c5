import DOMPurify from 'dompurify';

// The server has already cleaned a posting at import; this is the second lock on the same door, and the only way to get
// markup past Trusted Types. DOMPurify makes the policy "dompurify" itself.
const kAllowed = {
  ALLOWED_TAGS: ['a', 'b', 'blockquote', 'br', 'code', 'dd', 'div', 'dl', 'dt', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'li', 'ol', 'p', 'pre', 'span', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'u', 'ul'],
  ALLOWED_ATTR: ['href', 'colspan', 'rowspan'],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
};

/** Shows a posting's markup inside `element`. Links open in a new tab and tell the employer nothing. */
export function renderPosting(element: HTMLElement, html: string): void {
  // `innerHTML` takes the TrustedHTML object; its type in the DOM library is still plain text.
  element.innerHTML = DOMPurify.sanitize(html, { ...kAllowed, RETURN_TRUSTED_TYPE: true }) as unknown as string;
  for (const link of element.querySelectorAll('a[href]')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer nofollow');
  }
}
