// A line on a terminal that tells what is going on, gone when it is over. In a pipe there is none.

const CLEAR_LINE = '\r\u001b[K';
/** Milliseconds between two updates. */
const INTERVAL = 100;

/**
 * Runs `body`, which may take long, and shows `text` meanwhile if stderr is a terminal. `body` gets a function to call
 * with how much is done, as often as it likes.
 */
export function withProgress<T>(text: string, body: (update: (done: number, total: number) => void) => T): T {
  const { isTTY, columns = 80 } = process.stderr;
  if (!isTTY) return body(() => {});
  const show = (line: string): boolean => process.stderr.write(CLEAR_LINE + line.slice(0, columns - 1));
  let next = Date.now() + INTERVAL;
  show(text);
  try {
    return body((done, total) => {
      const now = Date.now();
      if (now < next) return;
      next = now + INTERVAL;
      show(`${text}: ${done} of ${total} functions`);
    });
  } finally {
    process.stderr.write(CLEAR_LINE);
  }
}
