import type { DemoKeys } from './demo-data.ts';
import { shop } from './demo-data.ts';

/** One thing to try. */
export interface DemoRequest {
  readonly title: string;
  /** A line for a shell. */
  readonly curl: string;
  readonly expect: {
    readonly status: number;
    /** What the answer's body has in it. */
    readonly body: readonly string[];
  };
}

interface Pair {
  readonly appKey: string;
  readonly appToken: string;
}

function curl(url: string, pair?: Pair, method?: 'POST'): string {
  const words = ['curl -i'];
  if (method !== undefined) words.push(`-X ${method}`);
  if (pair !== undefined) {
    words.push(`-H 'X-VTEX-API-AppKey: ${pair.appKey}'`, `-H 'X-VTEX-API-AppToken: ${pair.appToken}'`);
  }
  return [...words, url].join(' ');
}

/** What the demo invites to try, with what has to come out. */
export function demoRequests(keys: DemoKeys, chaveiroUrl: string, ordersUrl: string): DemoRequest[] {
  const list = `${ordersUrl}/api/orders`;
  const cancel = `${ordersUrl}/api/orders/1001/cancel`;
  const allowed = (body: string) => ({ status: 200, body: [body] });
  const denied = (status: 401 | 403, ...body: string[]) => ({ status, body });
  return [
    {
      title: '"Order export" has the role "OMS - Read only" and reads the orders',
      curl: curl(list, keys.orderExport),
      expect: allowed(keys.orderExport.appKey),
    },
    { title: 'Nobody in particular does not', curl: curl(list), expect: denied(401, 'missing_credentials') },
    {
      title: 'Its role does not cancel orders; the answer names the resource that would',
      curl: curl(cancel, keys.orderExport, 'POST'),
      expect: denied(403, 'resource_denied', 'CancelAction'),
    },
    {
      title: '"Order robot" has the role "OMS - Full access" and cancels one',
      curl: curl(cancel, keys.orderRobot, 'POST'),
      expect: allowed('cancelled'),
    },
    {
      title: '"Paused integration" has the same role, but the key is inactive',
      curl: curl(list, keys.paused),
      expect: denied(401, 'key_inactive'),
    },
    {
      title: '"Former agency" was deleted: nobody is told that it ever existed',
      curl: curl(list, keys.deleted),
      expect: denied(401, 'invalid_credentials'),
    },
    {
      title: `A key of the other account means nothing here`,
      curl: curl(list, keys.partnerShop),
      expect: denied(403, 'no_grant', 'OMSViewer'),
    },
    {
      title: `unless ${shop} gave it a role, as it did with "Partner ERP"`,
      curl: curl(list, keys.partnerErp),
      expect: allowed(keys.partnerErp.appKey),
    },
    {
      title: "What a key may manage is decided in the same way; the owner's may do everything, such as list all keys",
      curl: curl(`${chaveiroUrl}/api/v1/accounts/${shop}/keys`, keys.shopOwner),
      expect: allowed('Order export'),
    },
    {
      title: '"Order robot" may not',
      curl: curl(`${chaveiroUrl}/api/v1/accounts/${shop}/keys`, keys.orderRobot),
      expect: denied(403, 'resource_missing', 'ViewApiKeys'),
    },
  ];
}
