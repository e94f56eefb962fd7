/** All losses in which a condition of a procedure decides, with the names of the procedures that fire there. */
import { divisors } from './divisors.ts';
import { extrema } from './extrema.ts';
import { guards } from './guards.ts';
import { labels } from './labels.ts';
import { logarithms } from './logarithms.ts';
import { mixtures } from './mixtures.ts';
import { picks } from './picks.ts';
import { powers } from './powers.ts';
import { quotients } from './quotients.ts';
import { sums } from './sums.ts';
import { together } from './together.ts';

export const forms: Readonly<Record<string, readonly string[]>> = {
  ...guards,
  ...divisors,
  ...extrema,
  ...labels,
  ...logarithms,
  ...mixtures,
  ...picks,
  ...powers,
  ...quotients,
  ...sums,
  ...together,
};
