/** Errors as the clients of VTEX's endpoints know them: the status is ours, the form is that of the module they call. */
import { type TObject, Type } from 'typebox';
import type { ChaveiroError } from '../../domain/errors.ts';
import type { Problem } from '../errors.ts';

/** Each of the modules has its own form. */
export type ErrorForm = 'license-manager' | 'vlm' | 'vtex-id' | 'sign-in';

/** What an endpoint documents for an error that Chaveiro tells otherwise. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  /** A number that clients of `/api/vlm` look for. */
  readonly vlmErrorCode?: number;
}

/** Answers what the endpoint documents for this error; `undefined` when it documents nothing of its own. */
export type Refuse = (error: ChaveiroError) => Refusal | undefined;

/** What each form looks like. */
const errorViews: Readonly<Record<ErrorForm, TObject>> = {
  'license-manager': Type.Object({ Message: Type.String() }, { additionalProperties: false }),
  vlm: Type.Object(
    {
      Details: Type.Null(),
      HttpStatusCode: Type.Integer(),
      VLMErrorCode: Type.Union([Type.Integer(), Type.Null()]),
      Message: Type.String(),
    },
    { additionalProperties: false },
  ),
  'vtex-id': Type.Object({ message: Type.String() }, { additionalProperties: false }),
  'sign-in': Type.Object({ message: Type.String() }, { additionalProperties: false }),
};

/** Who signs in with something wrong hears it in a form of its own. */
const wrongCredentials = Type.Object({ authStatus: Type.Literal('WrongCredentials') }, { additionalProperties: false });

/** What an error of this status looks like. */
export function errorView(form: ErrorForm, status: number): TObject {
  return form === 'sign-in' && status === 401 ? wrongCredentials : errorViews[form];
}

export function errorBody(form: ErrorForm, { status, message, vlmErrorCode }: Refusal): object {
  if (form === 'sign-in' && status === 401) return { authStatus: 'WrongCredentials' };
  if (form === 'vtex-id' || form === 'sign-in') return { message };
  if (form === 'license-manager') return { Message: message };
  return { Details: null, HttpStatusCode: status, VLMErrorCode: vlmErrorCode ?? null, Message: message };
}

/** What somebody hears who is not known, who may not, or whom we failed, where the endpoint says nothing else. */
export function usualRefusal(form: ErrorForm, { status, detail }: Problem): Refusal {
  if (status === 500) return { status, message: 'Unexpected error' };
  if (form !== 'vtex-id') return { status, message: detail };
  if (status === 401) return { status, message: `The current user could not be resolved. ${detail}` };
  return { status, message: status === 403 ? `Access denied. ${detail}` : detail };
}

/** Whether the account itself is what nobody may know of, and not something in it. */
export function isAboutAccount({ code, fields }: ChaveiroError): boolean {
  return code === 'not_found' && fields.field === 'account';
}
