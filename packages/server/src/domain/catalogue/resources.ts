import type { Resource } from '../resource.ts';

type Entry = readonly [key: string, name: string];

/** Product, category, and the resources that are shown there. */
type Shelf = readonly [product: string, category: string, entries: readonly Entry[]];

/**
 * The resources that every installation knows: the management rights, and whatever a role template
 * holds, or an endpoint of VTEX accepts. Keys are exact to the byte: `CreateTable ` ends with a space.
 */
const shelves: readonly Shelf[] = [
  [
    'License Manager',
    'API Key Management',
    [
      ['ViewApiKeys', 'View API keys'],
      ['EditApiKeys', 'Edit API keys'],
      ['EditApiKeysSettings', 'Edit API keys settings'],
      ['RenewApiToken', 'Renew API Token'],
    ],
  ],
  [
    'License Manager',
    'Services access control',
    [
      ['Create_Role', 'Save access profile'],
      ['Save_User', 'Save user'],
      ['Remove_User', 'Remove user'],
      ['Get_Users_Paged', 'Get paged users'],
      ['Get_Roles_Paged', 'Get paged roles'],
      ['Save_Account', 'Save account'],
      ['Get_Account_By_Identifier', 'Get account by identifier'],
      ['Get_Resource_By_Key', 'Get resource by key'],
      ['Get_User_By_Identifier', 'Find user by email'],
    ],
  ],
  [
    'License Manager',
    'Admin User Management',
    [
      ['EditAdminUsers', 'Edit Admin Users'],
      ['ViewAdminUsers', 'View Admin Users'],
    ],
  ],
  ['Vtex ID', 'User Management', [['ReadUsers', 'View User']]],
  [
    'License Manager',
    'Web access control',
    [
      ['Account:List', 'UI - Account list'],
      ['Account:Edit', 'UI - Account edit'],
      ['Role:Edit', 'UI - Role edit'],
    ],
  ],
  ['Insights', 'Insights Metrics', [['view_metrics', 'View metrics']]],
  [
    'Catalog',
    'Admin',
    [
      ['Home.aspx', 'Homepage'],
      ['Help.aspx', 'Help page'],
    ],
  ],
  ['Catalog', 'Telesales', [['Televendas', 'Assisted Sales']]],
  [
    'Checkout',
    'CheckoutResources',
    [
      ['AcessaTodosCarrinhos', 'Shopping Cart Full Access'],
      ['AcessaTodosPedidos', 'Orders Full Access'],
      ['CancelaPedidos', 'Order Cancellation'],
    ],
  ],
  [
    'OMS',
    'OMS access',
    [
      ['WorkflowAction', 'Change order workflow status'],
      ['PaymentAction', 'Notify payment'],
      ['ShippingAction', 'Notify invoice'],
      ['OMSViewer', 'View order'],
      ['RefundAction', 'Notify refund'],
      ['CancelAction', 'Cancel order'],
      ['FeedSubscription', 'Order feed subscription'],
      ['Changes', 'Change order'],
      ['ShowTotalizers', 'View store sales stats'],
      ['ListOrders', 'List Orders'],
    ],
  ],
  [
    'Logistics',
    'Logistics access',
    [
      ['LogisticsAdmin', 'Logistics full access'],
      ['LogisticsViewer', 'Logistics viewer'],
      ['InventoryAdmin', 'Logistics inventory full access'],
      ['InventoryViewer', 'Logistics inventory read only'],
      ['ShippingAdmin', 'Logistics shipping full access'],
      ['ShippingViewer', 'Logistics shipping read only'],
    ],
  ],
  [
    'Billing',
    'Company',
    [
      ['edit_company', 'Edit company'],
      ['get_company', 'View company'],
      ['edit_companys_document', "Edit company's document"],
      ['company_merge', 'Merge companies'],
      ['company_split', 'Split company'],
      ['add_accountname', 'Add account name'],
      ['delete_accountname', 'Delete account name'],
    ],
  ],
  [
    'Billing',
    'Contacts',
    [
      ['list_contacts', 'List contacts'],
      ['edit_contact', 'Edit contact'],
    ],
  ],
  [
    'Billing',
    'Contracts',
    [
      ['list_contracts', 'List contracts'],
      ['put_contract', 'Save contract'],
    ],
  ],
  [
    'Billing',
    'Invoice',
    [
      ['list_invoices', 'List invoices'],
      ['put_invoices', 'Save invoices'],
      ['cancel_nfe', 'Cancel NF-e'],
      ['issue_nfe', 'Issue NF-e'],
      ['conciliate_invoice', 'Invoice reconciliation'],
      ['generate_invoice_overdue', 'Recalculate Invoice'],
      ['generate_invoice_overdue_without_interest', 'Recalculate invoice without interest'],
      ['cancel_invoice', 'Cancel invoice'],
      ['set_paymentstatus', 'Set payment status'],
      ['unpaid_invoices', 'Unpaid invoices'],
      ['get_unscrewed_dashboard_charges', 'View charges dashboard'],
    ],
  ],
  [
    'Log',
    'Log access',
    [
      ['GetApp', 'Get app'],
      ['CreateTable ', 'Create table'],
    ],
  ],
  ['PCI Gateway', 'Payment-MakePayments', [['MakePayments', 'Process payments']]],
  ['PCI Gateway', 'Payment-ViewPaymentData', [['ViewPayments', 'View payments']]],
  ['PCI Gateway', 'Payment-NotifyPayments', [['PaymentsNotification', 'Payments Notification']]],
  [
    'VTEX Fulfilment',
    'Fulfilment access',
    [
      ['CriaPedidos', 'Place Orders'],
      ['ObtemInfosDeCompra', 'Order Details'],
    ],
  ],
  [
    'Seller Register',
    'Seller Administration',
    [
      ['view-seller', 'View seller'],
      ['save-seller', 'Save seller'],
    ],
  ],
  [
    'VTEX IO',
    'Infrastructure',
    [
      ['read-workspace-apps', 'Read workspace apps'],
      ['link-app', 'Link app'],
      ['install-apps', 'Install apps'],
      ['vbase-read-only', 'VBase read only'],
      ['vbase-read-write', 'VBase read and write'],
      ['read-workspace-services', 'Read workspace services'],
      ['install-services', 'Install services'],
      ['colossus-read-logs', 'Colossus read logs'],
      ['read-infra-service', 'Read infra service'],
      ['debug-app', 'Debug app'],
      ['workspace-read-write', 'Workspace read and write'],
      ['import-redirects', 'Import redirects'],
    ],
  ],
  ['VTEX IO', 'A/B Test', [['manage-abtest', 'Manage A/B tests']]],
  ['Application Logs Stream', 'Logs access', [['read_logs', 'Read logs stream']]],
  ['WebService', 'WebService access', [['orders', 'Webservice access']]],
];

/** Every resource of the built-in catalogue, once. */
export const builtInResources: readonly Resource[] = shelves.flatMap(([product, category, entries]) =>
  entries.map(([key, name]) => ({ key, name, description: null, places: [{ product, category }] })),
);
