const kPlain: Record<string, string> = { '‘': "'", '’': "'", '“': '"', '”': '"', '–': '-', '—': '-', '\u00A0': ' ', '\u202F': ' ' };
const kDecoration = [' ', '*', ':', '?', '(required)', '(optional)', '∗'];

/** A question in the form in which two askings of it are equal; the same as the server's, see core/domain/question.hpp. */
export function normalQuestion(question: string): string {
  let text = question
    .replace(/[‘’“”–—\u00A0\u202F]/g, (mark) => kPlain[mark] ?? mark)
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[ \t\n\r\f\v]+/g, ' ')
    .replace(/^ /, '');
  for (let end = kDecoration.find((mark) => text.endsWith(mark)); end !== undefined; end = kDecoration.find((mark) => text.endsWith(mark))) {
    text = text.slice(0, -end.length);
  }
  return text;
}
