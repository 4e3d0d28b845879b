const longestMs = 60_000;

/** [W18] The pause after so many failures: twice as long each time, and up to a quarter shorter by chance. */
export const createBackoff =
  (firstMs: number, random: () => number) =>
  (failures: number): number =>
    Math.min(firstMs * 2 ** (failures - 1), longestMs) * (1 - random() / 4);
