declare const plainTokenBrand: unique symbol;

/**
 * The secret half of a credential, as its holder gets to see it once.
 *
 * The brand keeps it out of every place that takes plain text: an audit value, a log field and a
 * stored column have other types. Nothing but the answer that delivers it may hold one.
 */
export type PlainToken = string & { readonly [plainTokenBrand]: true };
