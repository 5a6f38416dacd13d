import ts from 'typescript-checker';

export { ts };
