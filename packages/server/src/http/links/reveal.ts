import { Type } from 'typebox';
import { openLink } from '../../operations/links/open-link.ts';
import { definePublicRoute } from '../public-route.ts';

const closed = { additionalProperties: false };

const base64url = (description: string) => Type.String({ pattern: '^[A-Za-z0-9_-]+$', description });

/** What a link held, sealed: its server cannot read it. */
export const openedLinkView = Type.Object(
  {
    appKey: Type.String({ description: 'The key string that the token belongs to.' }),
    ciphertext: base64url(
      "The token under AES-256-GCM, base64url, with the tag at the end. The key is HKDF-SHA-256 of the link's secret " +
        '(empty salt, info "key", 32 bytes); associated data is the id of the link as text.',
    ),
    nonce: base64url('12 bytes, base64url.'),
  },
  closed,
);

/** Opens a single-access link. Only this request does: addresses are also opened by mail scanners and previews. */
export const revealRoute = definePublicRoute(
  {
    method: 'POST',
    path: '/api/v1/credentials/{link}/reveal',
    operationId: 'openLink',
    summary: 'Open a single-access link: once',
    tag: 'links',
    body: Type.Object(
      {
        proof: Type.String({
          pattern: '^[A-Za-z0-9_-]{43}$',
          description:
            "32 bytes in base64url: HKDF-SHA-256 of the link's secret (32 bytes in base64url, after the # of its " +
            'address) with an empty salt and the info "proof".',
        }),
      },
      closed,
    ),
    success: { status: 200, schema: openedLinkView, description: 'What the link held, which is erased now.' },
    problems: {
      410: 'The link was opened before, has expired, was withdrawn, or never existed; or the proof is wrong.',
    },
  },
  async ({ context, source, params, body }) => {
    const { value, revision } = await openLink(context, source, { link: params.link as string, proof: body.proof });
    const { appKey, ciphertext, nonce } = value;
    return {
      body: {
        appKey,
        ciphertext: Buffer.from(ciphertext).toString('base64url'),
        nonce: Buffer.from(nonce).toString('base64url'),
      },
      revision,
    };
  },
);
