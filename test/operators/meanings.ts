/**
 * What the operators that arise inside the compiler only mean, in the language itself: with these definitions in
 * front, the oracle can evaluate any formula of the tables. They are written from the operators' summaries.
 */
export const meanings = `
fn log1mexp(x) = log(1 - exp(x))
fn log1pmx(x) = log(1 + x) - x
fn log_add_exp(x, y) = log(exp(x) + exp(y))
fn log_mean_exp(x, y, w) = log((1 - w) * exp(x) + w * exp(y))
fn atan_ratio(x, y) = atan(x / y)
fn tail(x) = sigmoid(-abs(x))
fn xlog1py(x, y) = xlogy(x, 1 + y)
fn xlog1mexp(x, y) = xlogy(x, 1 - exp(y))
fn at_least(x, bound) = if x > bound then x else if x < bound then bound else stop(x)
fn at_most(x, bound) = if x < bound then x else if x > bound then bound else stop(x)
fn difference(x, y) = x - y
fn root_odds(x) = exp(min(x, 700) / 2)
fn excess(x) = max(x - 700, 0)
fn indicator(x) = if x != 0 then 1 else 0
fn group(x) = x
fn kept(x) = x
fn same(x) = x
fn less(x, y) = x < y
fn less_equal(x, y) = x <= y
fn equal(x, y) = x == y
fn not_equal(x, y) = x != y
fn select(test, x, y) = if test != 0 then x else y
fn softmax_complement[A](x) = 1 - softmax[A](x)
fn reverse_cumsum[A](x) = sum[A](x) - cumsum[A](x) + x
`;
