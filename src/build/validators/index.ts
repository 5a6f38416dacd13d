export { generateValidators, type ValidatorsRequest, validatorsSource } from './generate-validators.ts';
