/** Calls `probe` until it does not throw. The limit only bounds a failing test. @throws what it threw last. */
export async function eventually(probe: () => void | Promise<void>, limitMs = 15_000): Promise<void> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
