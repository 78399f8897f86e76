import { contract } from './contract/contract.ts';
import { playgroundChat } from './contract/playground.ts';

contract('the playground', playgroundChat);
