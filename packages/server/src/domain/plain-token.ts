declare const plainTokenBrand: unique symbol;

/**
 * The secret half of a credential, as its holder gets to see it once.
 *
 * The brand says where one is meant to be: in the answer that delivers it, and nowhere else. It is
 * still a string, which the compiler lets into any place that takes text; that none gets into a log,
 * an event or the database is what tests look for.
 */
export type PlainToken = string & { readonly [plainTokenBrand]: true };
