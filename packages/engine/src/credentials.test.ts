import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { credentialDetail } from './credential-detail.ts';
import { readCredentials } from './credentials.ts';

const key = 'X-VTEX-API-AppKey';
const token = 'X-VTEX-API-AppToken';
const authorization = 'Authorization';
const userToken = 'VtexIdclientAutCookie';

const pair = { appKey: 'k', appToken: 't' };
const inHeader = { userToken: 'u', isFromCookie: false };
const inCookie = { userToken: 'u', isFromCookie: true };
const ambiguous = 'ambiguous_credentials';
const missing = 'missing_credentials';
const invalid = 'invalid_credentials';

function basic(text: string | Uint8Array, scheme = 'Basic '): string {
  return scheme + Buffer.from(text).toString('base64');
}

const cases: readonly [title: string, rawHeaders: readonly string[], expected: ReturnType<typeof readCredentials>][] = [
  ['no header at all', [], missing],
  ['headers that are no credential', ['Host', 'x', 'Accept', '*/*', 'X-Api-Key', 'k'], missing],

  ['the pair', [key, 'k', token, 't'], pair],
  ['the pair, the other way round', [token, 't', key, 'k'], pair],
  ['the pair in lower case', [key.toLowerCase(), 'k', token.toLowerCase(), 't'], pair],
  ['the pair in upper case', [key.toUpperCase(), 'k', token.toUpperCase(), 't'], pair],
  ['a key with underscores in its name', ['X_VTEX_API_AppKey', 'k', token, 't'], missing],
  ['half a pair: the key', [key, 'k'], missing],
  ['half a pair: the token', [token, 't'], missing],
  ['half a pair beside an empty other half', [key, 'k', token, ''], missing],
  ['two empty halves', [key, '', token, ''], missing],
  ['half a pair beside Basic', [key, 'k', authorization, basic('k:t')], ambiguous],
  ['half a pair beside a user token', [token, 't', userToken, 'u'], ambiguous],
  ['the key twice', [key, 'k', key, 'k', token, 't'], ambiguous],
  ['the token twice', [key, 'k', token, 't', token, 'other'], ambiguous],
  ['the key twice and no token', [key, 'k', key, 'l'], ambiguous],
  ['the key twice, once empty', [key, '', key, 'k', token, 't'], pair],
  ['the key twice in different letter case', [key, 'k', key.toLowerCase(), 'l', token, 't'], ambiguous],
  ['two keys in one header are one strange key', [key, 'k, l', token, 't'], { appKey: 'k, l', appToken: 't' }],

  ['Basic', [authorization, basic('k:t')], pair],
  ['Basic in lower case', ['authorization', basic('k:t', 'basic ')], pair],
  ['Basic with more spaces', [authorization, basic('k:t', 'Basic   ')], pair],
  ['Basic whose token has colons', [authorization, basic('k:t:u:')], { appKey: 'k', appToken: 't:u:' }],
  ['Basic in UTF-8', [authorization, basic('chave:não')], { appKey: 'chave', appToken: 'não' }],
  ['Basic in Latin-1', [authorization, basic(Buffer.from('k:n\xe3o', 'latin1'))], invalid],
  ['Basic without anything', [authorization, 'Basic'], invalid],
  ['Basic with only a space', [authorization, 'Basic '], invalid],
  ['Basic after a tab', [authorization, basic('k:t', 'Basic\t')], invalid],
  ['Basic without a colon', [authorization, basic('kt')], invalid],
  ['Basic with an empty key', [authorization, basic(':t')], invalid],
  ['Basic with an empty token', [authorization, basic('k:')], invalid],
  ['Basic without its padding', [authorization, basic('k:t1').replace(/=+$/, '')], invalid],
  ['Basic with base64url letters', [authorization, 'Basic azo_Pz8_'], invalid],
  ['Basic with spaces inside', [authorization, 'Basic azp 0'], invalid],
  ['Basic with rubbish after it', [authorization, `${basic('k:t')}, x`], invalid],
  ['Basic whose last letter carries bits', [authorization, 'Basic azp1dR=='], invalid],
  ['Basic twice', [authorization, basic('k:t'), authorization, basic('k:t')], ambiguous],
  ['Basic beside another scheme', [authorization, basic('k:t'), authorization, 'Bearer x'], ambiguous],
  ['another scheme before Basic', [authorization, 'Bearer x', authorization, basic('k:t')], ambiguous],
  ['Basic beside an empty Authorization', [authorization, '', authorization, basic('k:t')], pair],
  ['Basic beside the pair', [authorization, basic('k:t'), key, 'k', token, 't'], ambiguous],
  ['broken Basic beside the pair', [authorization, 'Basic !', key, 'k', token, 't'], ambiguous],
  ['another scheme', [authorization, 'Bearer x'], missing],
  ['another scheme that begins alike', [authorization, 'Basically x'], missing],
  ['another scheme beside the pair', [authorization, 'Bearer x', key, 'k', token, 't'], pair],
  [
    'another scheme twice beside the pair',
    [authorization, 'Bearer x', authorization, 'Bearer y', key, 'k', token, 't'],
    pair,
  ],

  ['a user token in its header', [userToken, 'u'], inHeader],
  ['a user token in its header, in lower case', [userToken.toLowerCase(), 'u'], inHeader],
  ['a user token beside an empty one', [userToken, 'u', userToken, ''], inHeader],
  ['an empty user token', [userToken, ''], missing],
  ['a user token twice', [userToken, 'u', userToken, 'u'], ambiguous],
  ['a user token in a cookie', ['Cookie', `a=b; ${userToken}=u`], inCookie],
  ['a user token in a cookie beside an empty header', [userToken, '', 'Cookie', `${userToken}=u`], inCookie],
  [
    'a user token in the first of two Cookie headers',
    ['Cookie', `${userToken}=u`, 'Cookie', `x${userToken}=v`],
    inCookie,
  ],
  [
    'a user token in the second of two Cookie headers',
    ['Cookie', `${userToken}=`, 'Cookie', `${userToken}=u`],
    inCookie,
  ],
  ['an empty user token in a cookie', ['Cookie', `${userToken}=; a=b`], missing],
  ['a user token in header and cookie', [userToken, 'u', 'Cookie', `${userToken}=u`], ambiguous],
  ['a user token in two cookies', ['Cookie', `${userToken}=u; ${userToken}=v`], ambiguous],
  ['a user token in two Cookie headers', ['Cookie', `${userToken}=u`, 'cookie', `${userToken}=v`], ambiguous],
  ['a user token beside the pair', ['Cookie', `${userToken}=u`, key, 'k', token, 't'], ambiguous],
  ['a user token beside Basic', [userToken, 'u', authorization, basic('k:t')], ambiguous],
  ['a cookie whose name goes on', ['Cookie', `${userToken}_loja=u`, key, 'k', token, 't'], pair],
  ['a cookie whose value names ours', ['Cookie', `a=${userToken}`, key, 'k', token, 't'], pair],
  ['a cookie in another letter case', ['Cookie', 'vtexidclientautcookie=u', key, 'k', token, 't'], pair],
  ['a cookie without a value', ['Cookie', userToken, key, 'k', token, 't'], pair],
  ['cookies of the upstream', ['Cookie', 'a=b; chaveiro_session=s', key, 'k', token, 't'], pair],
];

for (const [title, rawHeaders, expected] of cases) {
  test(`credentials: ${title}`, () => assert.deepEqual(readCredentials(rawHeaders), expected));
}

test('credentials: whatever the headers hold, the reader answers and never throws', () => {
  const name = fc.oneof(fc.constantFrom(key, token, authorization, userToken, 'Cookie', '__proto__'), fc.string());
  const scheme = fc.constantFrom('', 'Basic ', 'basic', 'Basic\t', 'Bearer ', `${userToken}=`);
  const value = fc
    .tuple(scheme, fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 6 }), (headers) => {
      const credentials = readCredentials(headers.flat());
      if (typeof credentials === 'string') return [ambiguous, missing, invalid].includes(credentials);
      if ('userToken' in credentials) return credentials.userToken !== '';
      return credentials.appKey !== '' && credentials.appToken !== '';
    }),
    { numRuns: 2000 },
  );
});

const mistakes: readonly [rawHeaders: readonly string[], mistake: RegExp | null][] = [
  [[], null],
  [[key, 'k'], /X-VTEX-API-AppToken is missing or empty\.$/],
  [[token, 't', key, ''], /X-VTEX-API-AppKey is missing or empty\.$/],
  [['X_VTEX_API_AppKey', 'k', 'X-Api-App-Token', 't'], /nearly the right name: they are X-VTEX-API-AppKey/],
  [[authorization, 'Bearer chv_x'], /another scheme than Basic/],
  [[authorization, 'Basic'], /there is nothing\.$/],
  [[authorization, basic('k:chv_t\n')], /has a line break, which echo adds/],
  [
    [authorization, `${basic('k:chv_t').slice(0, 12)} ${basic('k:chv_t').slice(12)}`],
    /broken by a space or a line break/,
  ],
  [[authorization, basic('k:tokens').replace(/=+$/, '')], /lacks "=" at its end\.$/],
  [[authorization, 'Basic azp0_-8='], /"-" or "_"/],
  [[authorization, 'Basic k:chv_t'], /is not base64\.$/],
  [[authorization, basic(Buffer.from('k:\xff', 'latin1'))], /is not UTF-8\.$/],
  [[authorization, basic('chv_only')], /has no colon/],
  [[authorization, basic(':t')], /no key before the colon/],
  [[authorization, basic('k:')], /no token after the colon/],
  [[key, `chv_${'a'.repeat(49)}`, token, 'k'], /A token stands in the place of the key\.$/],
  [[key, 'k', token, '"chv_x"'], /quotation marks or brackets/],
  [[key, 'k', token, 'chv_short'], /come 49 letters and digits; this token has 9 characters/],
  [[key, 'k', token, `chv_${'a'.repeat(49)}`], /typing error: its checksum is wrong\.$/],
  [[key, 'k', token, 'an-imported-token-of-any-form'], null],
  [[userToken, 'u'], null],
  [[key, 'k', key, 'k', token, 't'], null],
];

test('a refusal names the mistake that can be seen in how a credential was sent, and repeats nothing of it', () => {
  for (const [rawHeaders, mistake] of mistakes) {
    const read = readCredentials(rawHeaders);
    const code = typeof read === 'string' ? read : 'invalid_credentials';
    const detail = credentialDetail(code, rawHeaders);
    if (mistake === null) assert.match(detail, /^[^.]+\.$/);
    else assert.match(detail, mistake, JSON.stringify(rawHeaders));
    assert.doesNotMatch(detail, /chv_(?!")/);
  }
});
