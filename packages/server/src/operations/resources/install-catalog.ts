import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import type { CatalogImport } from './import-catalog.ts';

/** At every start, by whoever composes the installation. */
export declare function installCatalog(context: OperationContext): Promise<Changed<CatalogImport>>;
