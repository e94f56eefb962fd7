/** A misspelt word and the words that exist in, the one that was probably meant out. */

/** The word nearest to a misspelt one, or undefined where none is near enough to be a slip of the fingers. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = plain(word);
  const ranked = [...new Set(candidates)]
    .filter((candidate) => candidate !== word)
    .map((candidate) => ({ candidate, edits: distance(wanted, plain(candidate)) }))
    .filter(({ candidate, edits }) => edits <= tolerance(word, candidate))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.candidate;
}

/** A remedy for a word that is none of those there are; undefined where there are none. */
export function insteadOf(word: string, words: readonly string[]): string | undefined {
  const guess = didYouMean(word, words);
  if (guess !== undefined) return `Did you mean \`${guess}\`?`;
  return words.length === 0 ? undefined : `There are ${words.join(', ')}.`;
}

/** Case and underscores are what people forget first: `logSoftmax` for `log_softmax`. */
const plain = (word: string): string => word.normalize('NFC').toLowerCase().replaceAll('_', '');

/** A third of the longer word may differ; a single letter only in case, since any two are one edit apart. */
function tolerance(a: string, b: string): number {
  const longer = Math.max([...a].length, [...b].length);
  return longer === 1 ? 0 : Math.max(1, Math.floor(longer / 3));
}

/**
 * Edits that turn one word into another: a letter added, dropped or replaced, or two neighbours swapped
 * (Damerau-Levenshtein distance in its restricted form, where no part is edited twice).
 */
export function distance(from: string, to: string): number {
  const [a, b] = [[...from], [...to]];
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (beforePrevious[j - 2] ?? 0) + 1 : Infinity;
      row.push(Math.min(replaced, swapped, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    [beforePrevious, previous] = [previous, row];
  }
  return previous[b.length] ?? 0;
}
