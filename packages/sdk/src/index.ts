export type * from './change-feed.ts';
export * from './revision.ts';
