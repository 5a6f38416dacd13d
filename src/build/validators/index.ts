export { codecsOf, generateValidators, type ValidatorsRequest } from './generate-validators.ts';
