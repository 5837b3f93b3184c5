import { describe, expect, it } from 'vitest';

import { renderPosting } from './html.ts';

function render(html: string): HTMLElement {
  const element = document.createElement('div');
  renderPosting(element, html);
  return element;
}

describe('a posting’s markup', () => {
  it('keeps words, lists and links', () => {
    const element = render('<h3>What you do</h3><ul><li>Build</li></ul><a href="https://example.org/">us</a>');
    expect(element.querySelector('li')?.textContent).toBe('Build');
    expect(element.querySelector('a')).toHaveAttribute('href', 'https://example.org/');
    expect(element.querySelector('a')).toHaveAttribute('rel', 'noopener noreferrer nofollow');
    expect(element.querySelector('a')).toHaveAttribute('target', '_blank');
  });

  it.each([
    '<script>window.hit = true</script>',
    '<img src=x onerror="window.hit = true">',
    '<svg onload="window.hit = true"></svg>',
    '<iframe srcdoc="<script>parent.hit = true</script>"></iframe>',
    '<form action="https://evil.example/"><input name="password"></form>',
    '<style>* { display: none }</style>',
    '<p style="position:fixed" onclick="window.hit = true" id="root" class="x">hi</p>',
    '<a href="javascript:window.hit = true">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<math><mtext><table><mglyph><style><img src=x onerror="window.hit = true">',
  ])('is inert: %s', (html) => {
    const element = render(html);
    expect(element.querySelector('script, img, svg, iframe, form, input, style, math')).toBeNull();
    for (const node of element.querySelectorAll('*')) {
      expect(node.getAttributeNames().filter((name) => !['href', 'target', 'rel', 'colspan', 'rowspan'].includes(name))).toEqual([]);
      expect(node.getAttribute('href') ?? '').not.toMatch(/^(javascript|data):/i);
    }
    expect('hit' in window).toBe(false);
  });
});
