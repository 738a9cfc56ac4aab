import type { Credential } from '#engine';
/** The two endpoints of VTEX ID at which user tokens are made from pairs, and looked at. */

import { type Static, type TObject, Type } from 'typebox';
import { readUserToken, userTokenAudience } from '#engine';
import type { CallSource } from '../../domain/actor.ts';
import { errorCodes } from '../../domain/error-codes.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Holder } from '../../gate/identify-holder.ts';
import type { OperationContext } from '../../operations/context.ts';
import { issueKeyToken } from '../../operations/user-tokens/issue-key-token.ts';
import type { RecordLogin } from '../../operations/user-tokens/login-log.ts';
import { createBodyCheck } from '../input.ts';
import type { VtexRouteDescription } from './route.ts';
import { answer, input, noQuery } from './views.ts';

/** One call, before its body was checked. */
interface TokenCall<B = unknown> {
  readonly context: OperationContext;
  readonly recordLogin: RecordLogin;
  readonly source: CallSource;
  /** Whose a credential is; in the account that the call names, where it names one. Throws the code that says why it is nobody's. */
  readonly identifyHolder: (credential: Credential) => Holder;
  /** Name of the account that the call names. */
  readonly account: string | null;
  readonly body: B;
}

export interface TokenRoute extends VtexRouteDescription {
  readonly handle: (call: TokenCall) => Promise<object>;
}

function defineTokenRoute<B extends TObject>(
  description: VtexRouteDescription<TObject, B>,
  handle: (call: TokenCall<Static<B>>) => Promise<object>,
): TokenRoute {
  const check = createBodyCheck(description.body);
  return { ...description, handle: async (call) => await handle({ ...call, body: check(call.body) }) };
}

const success = Type.Literal('Success');
const wrong =
  'The credential is wrong, or does not work now; in an account that the call names, also without a role there.';

export const tokenRoutes: readonly TokenRoute[] = [
  defineTokenRoute(
    {
      method: 'POST',
      path: '/api/vtexid/apptoken/login',
      operationId: 'loginWithAppToken',
      summary: 'A user token for a pair, good for six hours and no longer than the API token',
      errorForm: 'sign-in',
      isOpen: true,
      anyOf: [],
      query: noQuery,
      body: input({
        appkey: Type.String({ description: 'The key string.' }),
        apptoken: Type.String({ description: 'The API token.' }),
      }),
      success: {
        status: 200,
        schema: answer({
          authStatus: success,
          token: Type.String({ description: 'A JSON Web Token, for `VtexIdclientAutCookie`.' }),
          expires: Type.Integer({ description: 'Seconds since 1970: the `exp` of the token.' }),
        }),
        description: 'The token. Shown here and never again.',
      },
      errors: { 401: wrong },
    },
    async ({ context, recordLogin, source, identifyHolder, account, body }) => {
      const { identity, origin } = identifyHolder({ appKey: body.appkey, appToken: body.apptoken });
      if (!('appKey' in identity)) throw new ChaveiroError('invalid_credentials', errorCodes.invalid_credentials);
      const { id, appKey, owner } = identity;
      const key = { type: 'key', keyId: id, appKey, tokenId: origin.id } as const;
      const login = { holder: key, account: account ?? owner, source };
      const { userToken, expires } = await issueKeyToken(context, recordLogin, login);
      return { authStatus: 'Success', token: userToken, expires };
    },
  ),

  defineTokenRoute(
    {
      method: 'POST',
      path: '/api/vtexid/credential/validate',
      operationId: 'validateUserToken',
      summary: 'Whom a user token stands for',
      errorForm: 'sign-in',
      anyOf: [],
      query: noQuery,
      body: input({ token: Type.String({ description: 'A user token.' }) }),
      success: {
        status: 200,
        schema: answer({
          authStatus: success,
          id: Type.String({ format: 'uuid', description: 'Of the user or the key.' }),
          user: Type.String({ description: 'The e-mail address of a user, the key string of a key.' }),
          account: Type.String({ description: 'The account that the call names, or for which the token was made.' }),
          audience: Type.Literal(userTokenAudience),
          tokenType: Type.Enum(['user', 'appkey']),
        }),
        description: 'The token is good.',
      },
      errors: { 401: wrong },
    },
    async ({ identifyHolder, account, body }) => {
      const { identity } = identifyHolder({ userToken: body.token, isFromCookie: false });
      const claims = readUserToken(body.token);
      if (claims === undefined) throw new ChaveiroError('invalid_credentials', errorCodes.invalid_credentials);
      return {
        authStatus: 'Success',
        id: claims.userId,
        user: claims.sub,
        account: account ?? claims.account,
        audience: userTokenAudience,
        tokenType: 'appKey' in identity ? 'appkey' : 'user',
      };
    },
  ),
];
