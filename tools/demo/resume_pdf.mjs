// A résumé as a real, minimal PDF 1.4 of one page, in Helvetica.

function escapeText(text) {
  // WinAnsiEncoding covers Latin-1; what lies outside becomes a question mark.
  return [...text].map((c) => (c.codePointAt(0) > 255 ? '?' : c)).join('').replace(/[\\()]/g, '\\$&');
}

/** @param {string[]} lines the first is set larger, as the name */
export function resumePdf(lines) {
  const content = lines
    .map((line, i) => `BT /F1 ${i === 0 ? 20 : 11} Tf 56 ${i === 0 ? 780 : 756 - 16 * (i - 1)} Td (${escapeText(line)}) Tj ET`)
    .join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`,
  ];
  let text = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
  const offsets = objects.map((object, i) => {
    const offset = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  text += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
