/** A predefined role, ready to be added to an account under its own name. */
export interface RoleTemplate {
  readonly name: string;
  /** Keys of resources of the built-in catalogue. */
  readonly resources: readonly string[];
}

const startPages = ['Home.aspx', 'Help.aspx'];
const payments = ['MakePayments', 'ViewPayments'];
const fulfilment = ['CriaPedidos', 'ObtemInfosDeCompra'];
const orderActions = [
  'WorkflowAction',
  'PaymentAction',
  'ShippingAction',
  'OMSViewer',
  'RefundAction',
  'CancelAction',
  'FeedSubscription',
  'Changes',
  'ShowTotalizers',
];
const invoiceReading = [
  'list_invoices',
  'edit_company',
  'list_contracts',
  'get_company',
  'list_contacts',
  'edit_contact',
  'put_invoices',
  'generate_invoice_overdue',
];

/** The predefined roles beside Owner, which every account has from the start. */
export const roleTemplates: readonly RoleTemplate[] = [
  { name: 'Admin - Start page only', resources: startPages },
  { name: 'Checkout Admin', resources: ['AcessaTodosCarrinhos', 'AcessaTodosPedidos', 'CancelaPedidos'] },
  { name: 'Call center operator', resources: ['Televendas', 'OMSViewer'] },
  { name: 'Finance', resources: ['Account:List', 'OMSViewer', 'ShowTotalizers', ...invoiceReading] },
  {
    name: 'Finance - Full access',
    resources: [
      'Save_Account',
      'Get_Account_By_Identifier',
      'Account:List',
      'Account:Edit',
      'Role:Edit',
      'OMSViewer',
      'ShowTotalizers',
      ...invoiceReading,
      'edit_companys_document',
      'add_accountname',
      'delete_accountname',
      'put_contract',
      'cancel_nfe',
      'issue_nfe',
      'conciliate_invoice',
      'generate_invoice_overdue_without_interest',
      'cancel_invoice',
      'set_paymentstatus',
      'get_unscrewed_dashboard_charges',
      'company_merge',
      'company_split',
      'unpaid_invoices',
      'GetApp',
      'CreateTable ',
    ],
  },
  { name: 'Sales App - Sales Associate', resources: ['Televendas', 'OMSViewer'] },
  { name: 'IntegrationProfile - Fulfillment', resources: fulfilment },
  {
    name: 'IntegrationProfile - Fulfillment Gateway',
    resources: [...payments, 'PaymentAction', 'OMSViewer', 'CancelAction', ...fulfilment],
  },
  {
    name: 'IntegrationProfile - Fulfillment Gateway GetOrder',
    resources: [...payments, 'OMSViewer', ...fulfilment],
  },
  {
    name: 'IntegrationProfile - Fulfillment Gateway Oms',
    resources: [...payments, ...orderActions, ...fulfilment],
  },
  { name: 'IntegrationProfile - Fulfillment Oms', resources: [...orderActions, ...fulfilment, 'ListOrders'] },
  { name: 'IntegrationProfile - OrderSimulation', resources: ['ObtemInfosDeCompra'] },
  {
    name: 'Logistics - Full access',
    resources: [
      ...startPages,
      'LogisticsAdmin',
      'LogisticsViewer',
      'InventoryAdmin',
      'InventoryViewer',
      'ShippingAdmin',
      'ShippingViewer',
    ],
  },
  { name: 'Logistics - Read only', resources: ['LogisticsViewer', 'InventoryViewer', 'ShippingViewer'] },
  {
    name: 'OMS - Full access',
    resources: [...startPages, ...orderActions, 'LogisticsAdmin', 'InventoryAdmin', 'ShippingAdmin'],
  },
  { name: 'OMS - Read only', resources: ['OMSViewer', 'ShowTotalizers'] },
  { name: 'Payments Notifier', resources: ['PaymentsNotification'] },
  { name: 'Seller Manager', resources: ['view-seller', 'save-seller'] },
  {
    // The documents of VTEX disagree whether Save_User alone does the job that they describe. It takes
    // all of these: keys to see, edit, renew and set up, and the lists of users and roles to choose from.
    name: 'User Administrator - RESTRICTED',
    resources: [
      'Save_User',
      'ViewApiKeys',
      'EditApiKeys',
      'RenewApiToken',
      'EditApiKeysSettings',
      'Get_Users_Paged',
      'Get_Roles_Paged',
    ],
  },
  {
    name: 'VTEX IO Admin',
    resources: [
      'Get_Resource_By_Key',
      'read-workspace-apps',
      'link-app',
      'install-apps',
      'vbase-read-only',
      'vbase-read-write',
      'read-workspace-services',
      'install-services',
      'colossus-read-logs',
      'read-infra-service',
      'debug-app',
      'workspace-read-write',
      'import-redirects',
      'manage-abtest',
      'read_logs',
    ],
  },
  { name: 'Webservice - Full access', resources: ['orders'] },
];

/** The template of exactly this name. */
export function findRoleTemplate(name: string): RoleTemplate | undefined {
  return roleTemplates.find((template) => template.name === name);
}
