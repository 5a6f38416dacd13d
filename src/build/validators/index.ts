export { codecsOf, generateValidators, type ValidatorsRequest, validatorsKey } from './generate-validators.ts';
