// @ts-check
import { startClock } from './clock.js';
import { startKeys } from './keys.js';
import { startLive } from './live.js';
import { startTheme } from './theme.js';
import './timeline.js';
import './views.js';

startTheme();
startClock();
startKeys();
startLive();
