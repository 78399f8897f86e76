import { contract } from './contract.ts';
import { playgroundChat } from './playground.ts';

contract('the playground', playgroundChat);
