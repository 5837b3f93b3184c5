import { Fragment, type ReactNode } from 'react';

/** `Read <a>this</a> first` with `{ a: (inner) => <Link to="/">{inner}</Link> }`: markup whose place the translation chooses. Tags do not nest. */
export function Rich({ text, tags }: { text: string; tags: Record<string, (inner: string) => ReactNode> }) {
  const parts = text.split(/(<([a-z]+)>.*?<\/\2>)/g);
  const shown: ReactNode[] = [];
  for (let i = 0; i < parts.length; i += 3) {
    shown.push(parts[i]);
    const tag = parts[i + 2];
    const whole = parts[i + 1];
    if (tag === undefined || whole === undefined) continue;
    const inner = whole.slice(tag.length + 2, -(tag.length + 3));
    shown.push(tags[tag]?.(inner) ?? inner);
  }
  return shown.map((part, index) => <Fragment key={index}>{part}</Fragment>);
}
