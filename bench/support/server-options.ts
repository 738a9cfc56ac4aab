/**
 * The options of Chaveiro's own HTTP server, some of which cost time, for servers that it is compared
 * with. A copy, because benchmarks use packages by their exports alone; `listener.test.ts` compares
 * it with what the server really has.
 */
export const serverOptions = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 48 * 1024,
};
