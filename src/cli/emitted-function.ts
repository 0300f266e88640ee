// Finds the JavaScript of one function in emitted code, and lays it out for reading: everything declared under its
// number (`f12`, and under the strategy `frames` its resumable form `f12r`). It counts braces, which it may do because
// no text from the module stands in a function.

export function emittedFunction(code: string, index: number): string {
  const found: string[] = [];
  const start = new RegExp(`^\\s*function\\s*\\*?\\s*f${index}(?!\\d)[\\w$]*\\s*\\(`);
  let depth = 0;
  let inside = false;
  for (const line of code.split('\n')) {
    inside ||= start.test(line);
    if (!inside) continue;
    const text = line.trim();
    const closing = /^}*/.exec(text)?.[0].length ?? 0;
    found.push('  '.repeat(Math.max(0, depth - closing)) + text);
    depth += text.split('{').length - text.split('}').length;
    inside = depth > 0;
  }
  return found.join('\n');
}
