import { startMediaList } from './media-list.js';
import { createPlayer } from './player.js';
import { startUploadList } from './upload-list.js';

const refresh = startMediaList(createPlayer());
startUploadList(refresh);
