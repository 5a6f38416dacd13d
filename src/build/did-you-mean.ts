export { closestName, didYouMean } from '../definition/did-you-mean.ts';
