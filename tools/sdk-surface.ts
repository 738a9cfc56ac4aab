/** The public surface of the SDK as one text: a change of it is seen in a diff, and nothing becomes public by accident. */
import { join } from 'node:path';
import ts from 'typescript';

/** Every export of the package without its comments; throws for what is none of the forms that a surface should have. */
export function sdkSurface(root: string): string {
  const entries = ['index', 'fastify', 'express', 'hono', 'node'].map((name) => ({
    name: name === 'index' ? '@chaveiro/sdk' : `@chaveiro/sdk/${name}`,
    file: join(root, `packages/sdk/src/${name}.ts`),
  }));
  const { config } = ts.readConfigFile(join(root, 'packages/sdk/tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, join(root, 'packages/sdk'));
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    options,
  );
  const checker = program.getTypeChecker();
  const printer = ts.createPrinter({ removeComments: true });

  const resolved = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exportsOf = (file: string) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.Node);
    return new Map(checker.getExportsOfModule(module as ts.Symbol).map((each) => [resolved(each), each.name]));
  };
  const exports = new Map(entries.flatMap(({ file }) => [...exportsOf(file)]));

  function textOf(symbol: ts.Symbol): string {
    const [declaration] = symbol.declarations ?? [];
    if (declaration === undefined) throw new Error(`${symbol.name} is declared nowhere.`);
    requireExports(symbol.name, declaration);
    const printed = printer.printNode(ts.EmitHint.Unspecified, withoutBody(declaration), declaration.getSourceFile());
    return printed.replaceAll(/^ +/gm, (indent) => indent.slice(indent.length / 2));
  }

  function withoutBody(node: ts.Node): ts.Node {
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return node;
    if (!ts.isFunctionDeclaration(node)) throw new Error(`The SDK exports a ${ts.SyntaxKind[node.kind]}.`);
    const modifiers = node.modifiers?.filter(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    const { name, typeParameters, parameters, type } = node;
    return ts.factory.createFunctionDeclaration(
      modifiers,
      undefined,
      name,
      typeParameters,
      parameters,
      type,
      undefined,
    );
  }

  /** Who uses an export has to be able to name what it is made of. */
  function requireExports(name: string, node: ts.Node): void {
    const named = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : null;
    const symbol = named === null ? undefined : checker.getSymbolAtLocation(named);
    if (symbol !== undefined && isOurs(resolved(symbol)) && !exports.has(resolved(symbol))) {
      throw new Error(`${name} is public and names ${symbol.name}, which the SDK does not export.`);
    }
    if (!ts.isBlock(node)) ts.forEachChild(node, (child) => requireExports(name, child));
  }

  function isOurs(symbol: ts.Symbol): boolean {
    const isParameter = (symbol.flags & ts.SymbolFlags.TypeParameter) !== 0;
    return !isParameter && symbol.declarations?.[0]?.getSourceFile().fileName.includes('/packages/') === true;
  }

  const texts = entries.map(({ name, file }) => {
    const sorted = [...exportsOf(file)].sort(([, a], [, b]) => (a < b ? -1 : 1));
    return [`// ${name}`, ...sorted.map(([symbol]) => textOf(symbol))].join('\n\n');
  });
  return `// Written by \`npm run generate\`: everything that @chaveiro/sdk exports.\n\n${texts.join('\n\n')}\n`;
}
