interface ResourceTable {
  id: number;
  key: string;
  name: string;
  description: string | null;
  revision: number;
}

interface ResourcePlaceTable {
  resource_id: number;
  /** 0 for the place that the resource came with. */
  position: number;
  product: string;
  category: string;
}

interface RoleTable {
  account_id: number;
  id: number;
  name: string;
  /** `textKey` of the name, unique among the live roles of an account. */
  name_key: string;
  kind: 'owner' | 'predefined' | 'custom';
  template: string | null;
  created_at: number;
  /** A deleted role stays as a tombstone. */
  deleted_at: number | null;
  revision: number;
}

interface RoleResourceTable {
  account_id: number;
  role_id: number;
  resource_id: number;
}

interface ApiTable {
  name: string;
  /** JSON array of route policies. */
  routes: string;
  revision: number;
}

/** Resources, the roles that hold them, and the routes that ask for them. */
export interface RoleTables {
  resources: ResourceTable;
  resource_places: ResourcePlaceTable;
  roles: RoleTable;
  role_resources: RoleResourceTable;
  apis: ApiTable;
}
