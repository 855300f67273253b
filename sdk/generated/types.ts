// Made from the contract by `npm run generate:sdk`; not to be edited.

export interface paths {
    "/v1/medias": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List medias, newest first
         * @description Needs the action `read` on the medias that it is about.
         */
        get: operations["listMedias"];
        put?: never;
        /**
         * Create a media; with `size`, start its upload as well
         * @description Needs the action `upload` on the medias that it is about.
         */
        post: operations["createMedia"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/medias/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a media: its state, its renditions and where to play it
         * @description Needs the action `read` on the media.
         */
        get: operations["getMedia"];
        put?: never;
        post?: never;
        /**
         * Delete a media and all its files
         * @description Works in any state, also while the file is uploaded or encoded. The media is gone at once; its files are removed within seconds, and what was still being written within minutes. Of the media there stays one event, `media.deleted`. With `restoreHours`, or where the operator wants it so, it can be restored for a while: it is hidden, and cannot be played, until that time is over. Needs the action `delete` on the media.
         */
        delete: operations["deleteMedia"];
        options?: never;
        head?: never;
        /**
         * Change what you say of a media: its title, tags, metadata, who may play it, when it is deleted
         * @description A JSON merge patch (RFC 7396), sent as `application/merge-patch+json` or `application/json`. With `If-Match` nobody overwrites what another has written in between. Needs the action `write` on the media.
         */
        patch: operations["updateMedia"];
        trace?: never;
    };
    "/v1/medias/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore a media that was deleted, while it can be
         * @description It is as it was, and can be played at the same addresses. One that is not deleted is answered as it is. Needs the action `delete` on the media.
         */
        post: operations["restoreMedia"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/medias/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what happened to a media, in order
         * @description Of a media that was deleted there is the event that says so. To follow a media, ask with `wait` and with the last `seq` as `after`, again and again. Needs the action `read` on the media.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/medias/{id}/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start the upload, or start it over
         * @description Large files get a multipart upload. A repeated call drops what was uploaded before. Needs the action `upload` on the media.
         */
        post: operations["startUpload"];
        /**
         * Abort the upload and drop its parts; the media keeps waiting for a file
         * @description Needs the action `upload` on the media.
         */
        delete: operations["abortUpload"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/medias/{id}/upload/parts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the parts that are stored, to resume
         * @description Needs the action `upload` on the media.
         */
        get: operations["listParts"];
        put?: never;
        /**
         * Sign addresses of parts
         * @description Needs the action `upload` on the media.
         */
        post: operations["signParts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/medias/{id}/upload/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete the upload
         * @description Puts the parts together. Completing twice is harmless, and so is completing a single upload. Needs the action `upload` on the media.
         */
        post: operations["completeUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/medias/{id}/playback-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a token to play a media with, and limit who can use it
         * @description One token opens all files of the media. A player that is told of the next one before this one ends goes on without a stop: only the first segment of the addresses changes. What is limited by country needs a host that knows it: CloudFront does. Needs the action `play` on the media.
         */
        post: operations["createPlaybackToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/medias/{id}/playback-tokens/{tokenId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a playback token; it opens nothing any more within a minute
         * @description Needs the action `write` on the media.
         */
        delete: operations["revokePlaybackToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/medias/{id}/playback-revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke all playback addresses of a media
         * @description Within a minute none of them opens it, and no others are given out until you take it back. Those that were given out before stay dead even then. Needs the action `write` on the media.
         */
        post: operations["revokePlayback"];
        /**
         * Take a revocation back: new addresses of the media are given out
         * @description Needs the action `write` on the media.
         */
        delete: operations["allowPlayback"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/medias/{id}/stream/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Play through the API: a redirect to a file of the media, at a short-lived address
         * @description For players that can send an API key. `master.m3u8` and `manifest.mpd` lead to all the rest: what they name is below the same address. Needs the action `play` on the media.
         */
        get: operations["streamMedia"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the keys that sign playback addresses, newest first
         * @description Needs the action `admin` on the service itself (object `*`).
         */
        get: operations["listSigningKeys"];
        put?: never;
        /**
         * Make another key to sign playback addresses with
         * @description It signs a minute later, when it is known everywhere. Addresses that the former one signed still open. Needs the action `admin` on the service itself (object `*`).
         */
        post: operations["createSigningKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signing-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a key: within a minute no address that it signed opens anything
         * @description Needs the action `admin` on the service itself (object `*`).
         */
        delete: operations["deleteSigningKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what happened to all medias, in one order
         * @description Ask again and again with the last `nextAfter` as `after`, and with `wait` to be told at once: nothing is missed and nothing comes twice. Of a media that was deleted the event `media.deleted` stays; with a key that is limited to some medias it is not seen. Needs the action `read` on the medias that it is about.
         */
        get: operations["listFeed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow what happens to all medias, by server-sent events
         * @description Begins with what is still to come, unless `after` or `Last-Event-ID` says otherwise. An answer ends with the events that there are, or after 20 seconds; `EventSource` goes on by itself. Needs the action `read` on the medias that it is about.
         */
        get: operations["streamFeed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/medias/{id}/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow what happens to a media, by server-sent events, from its first event on
         * @description An answer ends with the events that there are after `Last-Event-ID`, or after 20 seconds; `EventSource` goes on by itself. Needs the action `read` on the media.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who you are to this service, and what you may do
         * @description Needs any key.
         */
        get: operations["getAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys, newest first
         * @description Needs the action `admin` on the service itself (object `*`).
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make an API key; its secret is shown this once
         * @description Needs the action `admin` on the service itself (object `*`).
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an API key, without its secret
         * @description Needs the action `admin` on the service itself (object `*`).
         */
        get: operations["getKey"];
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description It opens nothing from now on, nor do upload tokens that were made with it. It stays in the list. Needs the action `admin` on the service itself (object `*`).
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/upload-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let somebody upload one media, such as a browser
         * @description With `Authorization: Bearer gu_…` its holder creates the media (`POST /v1/medias`), uploads its file and sees what becomes of it, and can do nothing else. The media has the id that is answered here. Needs the action `upload` on the medias that it is about.
         */
        post: operations["createUploadToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/upload-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an upload token that you made, without its secret
         * @description Needs the action `upload` on the medias that it is about.
         */
        get: operations["getUploadToken"];
        put?: never;
        post?: never;
        /**
         * Revoke an upload token that you made; what was uploaded with it stays
         * @description Needs the action `upload` on the medias that it is about.
         */
        delete: operations["revokeUploadToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was refused, and what was done that cannot be undone, newest first
         * @description Needs the action `admin` on the service itself (object `*`).
         */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health, by dependency
         * @description Needs no key.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics for Prometheus
         * @description Needs the action `read` on the service itself (object `*`).
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This contract
         * @description Needs no key.
         */
        get: operations["getContract"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This contract, to read
         * @description Needs no key.
         */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        CreateMedia: {
            /** @example Keynote 2026 */
            title: string;
            /**
             * @description Exact size of the file in bytes.
             * @example 73400320
             */
            size?: number;
            /**
             * @description Media type of the file.
             * @example video/mp4
             */
            contentType?: string;
            /**
             * @description Has the file sent in parts of so many bytes, whatever its size: for clients that cut it before they ask. Left out, it is chosen.
             * @example 16777216
             */
            partSize?: number;
            /**
             * @default []
             * @example [
             *       "keynote",
             *       "english"
             *     ]
             */
            tags?: string[];
            /**
             * @description Your own facts; kept as they are.
             * @default {}
             * @example {
             *       "episode": "12"
             *     }
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * @description `public`: whoever has an address can play it. `signed`: addresses are short-lived; those of before stop working within a minute.
             * @enum {string}
             */
            playbackPolicy?: "public" | "signed";
            /**
             * Format: date-time
             * @description When it is to be deleted, in the future.
             * @example 2126-01-31T12:00:00.000Z
             */
            deleteAt?: string;
        };
        /** @description A JSON merge patch: what is absent stays, null removes. */
        UpdateMedia: {
            /** @example Keynote 2026 */
            title?: string;
            tags?: string[] | null;
            /**
             * @description Merged key by key; null removes a key, or all of them. At most 50 are kept.
             * @example {
             *       "episode": "13",
             *       "draft": null
             *     }
             */
            metadata?: {
                [key: string]: string | null;
            } | null;
            playbackPolicy?: ("public" | "signed") | null;
            deleteAt?: string | null;
        };
        StartUpload: {
            /**
             * @description Exact size of the file in bytes.
             * @example 73400320
             */
            size: number;
            /**
             * @description Media type of the file.
             * @example video/mp4
             */
            contentType?: string;
            /**
             * @description Has the file sent in parts of so many bytes, whatever its size: for clients that cut it before they ask. Left out, it is chosen.
             * @example 16777216
             */
            partSize?: number;
        };
        SignParts: {
            partNumbers: number[];
        };
        CompleteUpload: {
            /** @description Checked against what is stored. Left out: whatever is stored. */
            parts?: {
                /** @example 1 */
                partNumber: number;
                etag: string;
            }[];
        };
        CreatePlaybackToken: {
            /**
             * @description Seconds from now. Left out: as the operator has set it, an hour usually.
             * @example 3600
             */
            expiresIn?: number;
            /**
             * Format: date-time
             * @description Instead of `expiresIn`: the time itself.
             * @example 2026-01-31T12:00:00.000Z
             */
            expiresAt?: string;
            /**
             * @description Only for viewers in this network, IPv4 or IPv6.
             * @example 203.0.113.0/24
             */
            ipPrefix?: string;
            /**
             * @description Only on pages of these hosts; `*.` is all below a name.
             * @example [
             *       "*.example.com"
             *     ]
             */
            referrerHosts?: string[];
            /**
             * @description Only for viewers in these countries (ISO 3166-1).
             * @example [
             *       "DE",
             *       "AT"
             *     ]
             */
            countries?: string[];
        };
        CreateKey: {
            /** @example Website */
            name: string;
            roles: string[];
            /**
             * @description What its roles are narrowed to.
             * @default [
             *       "*"
             *     ]
             */
            objects?: string[];
            /**
             * Format: date-time
             * @description In the future.
             * @example 2126-01-31T12:00:00.000Z
             */
            expiresAt?: string;
        };
        CreateUploadToken: {
            /** @default 3600 */
            expiresInSeconds?: number;
            /**
             * @description Exact size of the file in bytes.
             * @example 73400320
             */
            maxBytes?: number;
            /**
             * @description What the file has to be.
             * @enum {string}
             */
            kind?: "video" | "audio";
            /**
             * @description Of the media; goes before the one that its uploader gives.
             * @example Keynote 2026
             */
            title?: string;
            /**
             * @default []
             * @example [
             *       "keynote",
             *       "english"
             *     ]
             */
            tags?: string[];
            /**
             * @description Beside what its uploader says.
             * @default {}
             * @example {
             *       "episode": "12"
             *     }
             */
            metadata?: {
                [key: string]: string;
            };
        };
        CreatedMedia: {
            /**
             * @description Sortable by time of creation.
             * @example med_1m3k9q2xr8f4t6v0w2y5z7b9d
             */
            id: string;
            title: string;
            /** @enum {string} */
            status: "AwaitingUpload" | "ScheduledProcessing" | "Processing" | "Ready" | "Errored";
            /** @description Can be played already, perhaps not yet to its end or at every quality. */
            playable: boolean;
            /** @description Share of the encoding work that is done. */
            progress: number;
            /** @enum {string} */
            kind?: "video" | "audio";
            tags: string[];
            metadata: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            updatedAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            playableAt?: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            readyAt?: string;
            durationSeconds?: number;
            playback?: components["schemas"]["Playback"];
            /** @enum {string} */
            playbackPolicy?: "public" | "signed";
            /**
             * Format: date-time
             * @description Since when no address opens it.
             * @example 2026-01-31T12:00:00.000Z
             */
            playbackRevokedAt?: string;
            /**
             * Format: date-time
             * @description When it is going to be deleted.
             * @example 2026-01-31T12:00:00.000Z
             */
            deleteAt?: string;
            /**
             * Format: date-time
             * @description Since when it is deleted; it can be restored.
             * @example 2026-01-31T12:00:00.000Z
             */
            deletedAt?: string;
            /**
             * Format: date-time
             * @description Until when it can be restored.
             * @example 2026-01-31T12:00:00.000Z
             */
            restoreUntil?: string;
            error?: {
                code: string;
                message: string;
            };
            pendingUpload?: components["schemas"]["PendingUpload"];
            /** @description What is known of the uploaded file. */
            probe?: {
                container: string;
                bytes: number;
                bitrate?: number;
                durationSeconds: number;
                startSeconds: number;
                isExactlySeekable: boolean;
                video?: {
                    streamIndex: number;
                    codec: string;
                    profile?: string;
                    codedWidth: number;
                    codedHeight: number;
                    width: number;
                    height: number;
                    rotation: 0 | 90 | 180 | 270;
                    sampleAspectRatio: {
                        num: number;
                        den: number;
                    };
                    pixelFormat: string;
                    bitDepth: number;
                    frameRate: {
                        num: number;
                        den: number;
                    };
                    isVariableFrameRate: boolean;
                    isInterlaced: boolean;
                    /** @enum {string} */
                    dynamicRange: "sdr" | "pq" | "hlg";
                    color: {
                        range?: string;
                        space?: string;
                        primaries?: string;
                        transfer?: string;
                    };
                    timeBase: {
                        num: number;
                        den: number;
                    };
                    startSeconds: number;
                    endSeconds: number;
                    bitrate?: number;
                };
                audio: {
                    streamIndex: number;
                    codec: string;
                    profile?: string;
                    sampleRate: number;
                    channels: number;
                    channelLayout?: string;
                    language?: string;
                    title?: string;
                    isDefault: boolean;
                    startSeconds: number;
                    endSeconds: number;
                    bitrate?: number;
                    timeBase?: {
                        num: number;
                        den: number;
                    };
                    packets?: number;
                    indexedTicks?: number;
                    isEven?: boolean;
                }[];
                cover?: {
                    streamIndex: number;
                    width: number;
                    height: number;
                };
                warnings: string[];
            };
            /** @description Why the pictures could not be played as they are, and had to be encoded first. `container`: Only MP4 and MOV files that are not fragmented can be copied. `video_codec`: Only H.264 can be copied. `pixel_format`: Only 8-bit 4:2:0 pictures in SDR can be copied. `picture_size`: The picture is larger than 2048 pixels. `pixel_shape`: The pixels are not square. `rotation`: The picture is turned. `interlaced`: The picture is interlaced. `frame_rate`: There are fewer than 5 or more than 120 pictures a second. `index`: The index of the file cannot be used. `edit_list`: The edit list does more than to move the pictures. `timeline`: The pictures begin later or end earlier than the sound. `open_gop`: Pictures depend on others across a key frame. `key_frame_interval`: Key frames are more than 20 seconds apart. `bit_rate`: The bit rate is above 8 Mb/s, or above 16 Mb/s for a while. */
            nonStandardReasons?: ("container" | "video_codec" | "pixel_format" | "picture_size" | "pixel_shape" | "rotation" | "interlaced" | "frame_rate" | "index" | "edit_list" | "timeline" | "open_gop" | "key_frame_interval" | "bit_rate")[];
            renditions: components["schemas"]["Rendition"][];
            upload?: components["schemas"]["Upload"];
        };
        /** @description Addresses to play from; each is there once it can be fetched. Whoever has one can play the media; one that has expired is replaced by reading the media again. */
        Playback: {
            /** Format: uri */
            hls?: string;
            /** Format: uri */
            dash?: string;
            /** Format: uri */
            poster?: string;
            /**
             * Format: date-time
             * @description Until when they work; absent: for ever.
             * @example 2026-01-31T12:00:00.000Z
             */
            expiresAt?: string;
        };
        /** @description The upload that was started and is awaited. */
        PendingUpload: {
            size: number;
            contentType?: string;
            /** @description Of a multipart upload. */
            uploadId?: string;
            partSize?: number;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            expiresAt: string;
        };
        Rendition: {
            /** @example 720p */
            name: string;
            /** @enum {string} */
            kind: "video" | "audio";
            /** @enum {string} */
            status: "Pending" | "Processing" | "Ready" | "Errored";
            width?: number;
            height?: number;
            frameRate?: number;
            /** @description Measured average, bits per second; absent until known. */
            bitrate?: number;
            /** @description Cap of the bit rate, bits per second. */
            maxBitrate?: number;
            /**
             * @description As RFC 6381 has it.
             * @example avc1.64001f
             */
            codecs?: string;
            language?: string;
            channels?: number;
            /** @description The source's own pictures: to play at once, until the others are there. */
            copied?: boolean;
            error?: string;
        };
        Upload: components["schemas"]["SingleUpload"] | components["schemas"]["MultipartUpload"];
        /** @description One PUT of the whole file. */
        SingleUpload: {
            /** @constant */
            method: "PUT";
            /** @description Takes the PUT as it is: no other authorisation is needed. */
            url: string;
            /** @description Send these with the file, exactly. */
            headers: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            expiresAt: string;
        };
        /** @description One PUT for each part, then `complete`. Used for large files. */
        MultipartUpload: {
            uploadId: string;
            /**
             * @description Bytes of every part but the last.
             * @example 16777216
             */
            partSize: number;
            /** @description The first parts, at most 1000; ask for the others. */
            parts: {
                /** @example 1 */
                partNumber: number;
                /** @description Takes the PUT as it is: no other authorisation is needed. */
                url: string;
            }[];
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            expiresAt: string;
        };
        /** @description A refused request, after RFC 9457. */
        Problem: {
            /**
             * @description Where the code is explained.
             * @example /docs#problem-media_not_found
             */
            type: string;
            title: string;
            status: number;
            /**
             * @description Stable: branch on this.
             * @enum {string}
             */
            code: "malformed_json" | "invalid_request" | "file_empty" | "unauthorized" | "forbidden" | "route_not_found" | "media_not_found" | "key_not_found" | "upload_token_not_found" | "playback_token_not_found" | "signing_key_not_found" | "method_not_allowed" | "not_awaiting_upload" | "no_multipart_upload" | "upload_incomplete" | "part_mismatch" | "no_such_part" | "request_in_progress" | "playback_revoked" | "no_playback_tokens" | "signing_key_in_use" | "too_many_signing_keys" | "precondition_failed" | "body_too_large" | "file_too_large" | "unsupported_content_type" | "idempotency_key_reused" | "too_many_uploads" | "rate_limited" | "internal" | "dependency_unavailable" | "timeout";
            /** @description One sentence: what is wrong and what to do. */
            detail: string;
            /** @description Every field that is wrong. */
            errors?: {
                path: string;
                message: string;
            }[];
            requestId: string;
        };
        /** @description Newest first. Without `nextCursor` it is the last page. */
        MediaPage: {
            items: components["schemas"]["MediaSummary"][];
            nextCursor?: string;
        };
        MediaSummary: {
            /**
             * @description Sortable by time of creation.
             * @example med_1m3k9q2xr8f4t6v0w2y5z7b9d
             */
            id: string;
            title: string;
            /** @enum {string} */
            status: "AwaitingUpload" | "ScheduledProcessing" | "Processing" | "Ready" | "Errored";
            /** @description Can be played already, perhaps not yet to its end or at every quality. */
            playable: boolean;
            /** @description Share of the encoding work that is done. */
            progress: number;
            /** @enum {string} */
            kind?: "video" | "audio";
            tags: string[];
            metadata: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            updatedAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            playableAt?: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            readyAt?: string;
            durationSeconds?: number;
            playback?: components["schemas"]["Playback"];
            /** @enum {string} */
            playbackPolicy?: "public" | "signed";
            /**
             * Format: date-time
             * @description Since when no address opens it.
             * @example 2026-01-31T12:00:00.000Z
             */
            playbackRevokedAt?: string;
            /**
             * Format: date-time
             * @description When it is going to be deleted.
             * @example 2026-01-31T12:00:00.000Z
             */
            deleteAt?: string;
            /**
             * Format: date-time
             * @description Since when it is deleted; it can be restored.
             * @example 2026-01-31T12:00:00.000Z
             */
            deletedAt?: string;
            /**
             * Format: date-time
             * @description Until when it can be restored.
             * @example 2026-01-31T12:00:00.000Z
             */
            restoreUntil?: string;
            error?: {
                code: string;
                message: string;
            };
            pendingUpload?: components["schemas"]["PendingUpload"];
        };
        Media: {
            /**
             * @description Sortable by time of creation.
             * @example med_1m3k9q2xr8f4t6v0w2y5z7b9d
             */
            id: string;
            title: string;
            /** @enum {string} */
            status: "AwaitingUpload" | "ScheduledProcessing" | "Processing" | "Ready" | "Errored";
            /** @description Can be played already, perhaps not yet to its end or at every quality. */
            playable: boolean;
            /** @description Share of the encoding work that is done. */
            progress: number;
            /** @enum {string} */
            kind?: "video" | "audio";
            tags: string[];
            metadata: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            updatedAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            playableAt?: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            readyAt?: string;
            durationSeconds?: number;
            playback?: components["schemas"]["Playback"];
            /** @enum {string} */
            playbackPolicy?: "public" | "signed";
            /**
             * Format: date-time
             * @description Since when no address opens it.
             * @example 2026-01-31T12:00:00.000Z
             */
            playbackRevokedAt?: string;
            /**
             * Format: date-time
             * @description When it is going to be deleted.
             * @example 2026-01-31T12:00:00.000Z
             */
            deleteAt?: string;
            /**
             * Format: date-time
             * @description Since when it is deleted; it can be restored.
             * @example 2026-01-31T12:00:00.000Z
             */
            deletedAt?: string;
            /**
             * Format: date-time
             * @description Until when it can be restored.
             * @example 2026-01-31T12:00:00.000Z
             */
            restoreUntil?: string;
            error?: {
                code: string;
                message: string;
            };
            pendingUpload?: components["schemas"]["PendingUpload"];
            /** @description What is known of the uploaded file. */
            probe?: {
                container: string;
                bytes: number;
                bitrate?: number;
                durationSeconds: number;
                startSeconds: number;
                isExactlySeekable: boolean;
                video?: {
                    streamIndex: number;
                    codec: string;
                    profile?: string;
                    codedWidth: number;
                    codedHeight: number;
                    width: number;
                    height: number;
                    rotation: 0 | 90 | 180 | 270;
                    sampleAspectRatio: {
                        num: number;
                        den: number;
                    };
                    pixelFormat: string;
                    bitDepth: number;
                    frameRate: {
                        num: number;
                        den: number;
                    };
                    isVariableFrameRate: boolean;
                    isInterlaced: boolean;
                    /** @enum {string} */
                    dynamicRange: "sdr" | "pq" | "hlg";
                    color: {
                        range?: string;
                        space?: string;
                        primaries?: string;
                        transfer?: string;
                    };
                    timeBase: {
                        num: number;
                        den: number;
                    };
                    startSeconds: number;
                    endSeconds: number;
                    bitrate?: number;
                };
                audio: {
                    streamIndex: number;
                    codec: string;
                    profile?: string;
                    sampleRate: number;
                    channels: number;
                    channelLayout?: string;
                    language?: string;
                    title?: string;
                    isDefault: boolean;
                    startSeconds: number;
                    endSeconds: number;
                    bitrate?: number;
                    timeBase?: {
                        num: number;
                        den: number;
                    };
                    packets?: number;
                    indexedTicks?: number;
                    isEven?: boolean;
                }[];
                cover?: {
                    streamIndex: number;
                    width: number;
                    height: number;
                };
                warnings: string[];
            };
            /** @description Why the pictures could not be played as they are, and had to be encoded first. `container`: Only MP4 and MOV files that are not fragmented can be copied. `video_codec`: Only H.264 can be copied. `pixel_format`: Only 8-bit 4:2:0 pictures in SDR can be copied. `picture_size`: The picture is larger than 2048 pixels. `pixel_shape`: The pixels are not square. `rotation`: The picture is turned. `interlaced`: The picture is interlaced. `frame_rate`: There are fewer than 5 or more than 120 pictures a second. `index`: The index of the file cannot be used. `edit_list`: The edit list does more than to move the pictures. `timeline`: The pictures begin later or end earlier than the sound. `open_gop`: Pictures depend on others across a key frame. `key_frame_interval`: Key frames are more than 20 seconds apart. `bit_rate`: The bit rate is above 8 Mb/s, or above 16 Mb/s for a while. */
            nonStandardReasons?: ("container" | "video_codec" | "pixel_format" | "picture_size" | "pixel_shape" | "rotation" | "interlaced" | "frame_rate" | "index" | "edit_list" | "timeline" | "open_gop" | "key_frame_interval" | "bit_rate")[];
            renditions: components["schemas"]["Rendition"][];
        };
        DeletedMedia: {
            /**
             * @description Sortable by time of creation.
             * @example med_1m3k9q2xr8f4t6v0w2y5z7b9d
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            deletedAt: string;
            /**
             * Format: date-time
             * @description Until when it can be restored; absent: it is gone.
             * @example 2026-01-31T12:00:00.000Z
             */
            restoreUntil?: string;
        };
        /** @description In order. */
        EventPage: {
            items: components["schemas"]["Event"][];
            /** @description `after` for the next page; absent on the last. */
            nextAfter?: number;
        };
        Event: {
            seq: number;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            level: "Normal" | "Warning" | "Error";
            /** @example media.created */
            type: string;
            message: string;
            data?: unknown;
        };
        StoredParts: {
            uploadId: string;
            partSize: number;
            parts: {
                /** @example 1 */
                partNumber: number;
                size: number;
                etag: string;
            }[];
        };
        SignedParts: {
            parts: {
                /** @example 1 */
                partNumber: number;
                /** @description Takes the PUT as it is: no other authorisation is needed. */
                url: string;
            }[];
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            expiresAt: string;
        };
        PlaybackToken: {
            /** @example pbt_1m3k9q2xr8f4t6v0w2y5z7b9d */
            id: string;
            /** @description The first segment of all addresses of the media. */
            token: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            expiresAt: string;
            playback: components["schemas"]["Playback"];
        };
        RevokedPlaybackToken: {
            /** @example pbt_1m3k9q2xr8f4t6v0w2y5z7b9d */
            id: string;
            /**
             * @description Sortable by time of creation.
             * @example med_1m3k9q2xr8f4t6v0w2y5z7b9d
             */
            mediaId: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            revokedAt: string;
        };
        /** @description A key that signs playback addresses. All of them open; the newest signs. */
        SigningKey: {
            /** @example 2 */
            id: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description By then everybody knows it who has to check addresses.
             * @example 2026-01-31T12:00:00.000Z
             */
            signsFrom: string;
            /** @description Addresses that are given out now are signed with it. */
            isSigning: boolean;
        };
        SigningKeys: {
            items: components["schemas"]["SigningKey"][];
        };
        /** @description In the order of all; the events of a media are in the order of their `seq`. */
        FeedPage: {
            items: components["schemas"]["FeedEvent"][];
            /** @description `after` for what comes next. It may have moved though the page is empty: others saw those events. */
            nextAfter: number;
        };
        FeedEvent: {
            seq: number;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            level: "Normal" | "Warning" | "Error";
            /** @example media.created */
            type: string;
            message: string;
            data?: unknown;
            /** @description Among the events of all medias. */
            position: number;
            /**
             * @description Sortable by time of creation.
             * @example med_1m3k9q2xr8f4t6v0w2y5z7b9d
             */
            mediaId: string;
        };
        Access: {
            id: string;
            name: string;
            roles: string[];
            /** @description On some medias at least, or on the service. */
            actions: ("read" | "write" | "upload" | "delete" | "play" | "admin")[];
        };
        CreatedKey: {
            /** @example key_1m3k9q2xr8f4t6v0w2y5z7b9d */
            id: string;
            name: string;
            roles: string[];
            objects: string[];
            /** @description Id of the key that it was made with. */
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            expiresAt?: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            revokedAt?: string;
            /**
             * Format: date-time
             * @description To the minute.
             * @example 2026-01-31T12:00:00.000Z
             */
            lastUsedAt?: string;
            /**
             * @description Shown this once: it is not kept. A repeated Idempotency-Key does not show it again.
             * @example gk_…
             */
            secret?: string;
        };
        /** @description Newest first. Without `nextCursor` it is the last page. */
        ApiKeyPage: {
            items: components["schemas"]["ApiKey"][];
            nextCursor?: string;
        };
        ApiKey: {
            /** @example key_1m3k9q2xr8f4t6v0w2y5z7b9d */
            id: string;
            name: string;
            roles: string[];
            objects: string[];
            /** @description Id of the key that it was made with. */
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            expiresAt?: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            revokedAt?: string;
            /**
             * Format: date-time
             * @description To the minute.
             * @example 2026-01-31T12:00:00.000Z
             */
            lastUsedAt?: string;
        };
        CreatedUploadToken: {
            /** @example upt_1m3k9q2xr8f4t6v0w2y5z7b9d */
            id: string;
            /**
             * @description Of the media that will be made with it.
             * @example med_1m3k9q2xr8f4t6v0w2y5z7b9d
             */
            mediaId: string;
            maxBytes?: number;
            /** @enum {string} */
            kind?: "video" | "audio";
            title?: string;
            tags: string[];
            metadata: {
                [key: string]: string;
            };
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            revokedAt?: string;
            /**
             * @description Shown this once: it is not kept. A repeated Idempotency-Key does not show it again.
             * @example gu_…
             */
            token?: string;
        };
        UploadToken: {
            /** @example upt_1m3k9q2xr8f4t6v0w2y5z7b9d */
            id: string;
            /**
             * @description Of the media that will be made with it.
             * @example med_1m3k9q2xr8f4t6v0w2y5z7b9d
             */
            mediaId: string;
            maxBytes?: number;
            /** @enum {string} */
            kind?: "video" | "audio";
            title?: string;
            tags: string[];
            metadata: {
                [key: string]: string;
            };
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            revokedAt?: string;
        };
        /** @description Newest first. Without `nextCursor` it is the last page. */
        AuditEventPage: {
            items: components["schemas"]["AuditEvent"][];
            nextCursor?: string;
        };
        AuditEvent: {
            id: string;
            /**
             * Format: date-time
             * @description Of equal refusals within a minute: that minute.
             * @example 2026-01-31T12:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            outcome: "Denied" | "Done";
            /** @description Of a key or an upload token; `unknown` or `anyone`. */
            callerId: string;
            callerName: string;
            /** @example deleteMedia */
            operation: string;
            path: string;
            sourceIp: string;
            requestId: string;
            /** @description Why it was refused. */
            code?: string;
        };
        Health: {
            /**
             * @description The worst of the checks. `degraded`: everything works, and someone should look before it does not.
             * @enum {string}
             */
            status: "ok" | "degraded" | "failed";
            checks: {
                database: {
                    /** @enum {string} */
                    status: "ok" | "degraded" | "failed";
                    /** @description How long it took to find out. */
                    milliseconds: number;
                    /** @description What is wrong, unless it is `ok`. */
                    message?: string;
                };
                originalsBucket: {
                    /** @enum {string} */
                    status: "ok" | "degraded" | "failed";
                    /** @description How long it took to find out. */
                    milliseconds: number;
                    /** @description What is wrong, unless it is `ok`. */
                    message?: string;
                };
                mediaBucket: {
                    /** @enum {string} */
                    status: "ok" | "degraded" | "failed";
                    /** @description How long it took to find out. */
                    milliseconds: number;
                    /** @description What is wrong, unless it is `ok`. */
                    message?: string;
                };
                queues: {
                    /** @enum {string} */
                    status: "ok" | "degraded" | "failed";
                    /** @description How long it took to find out. */
                    milliseconds: number;
                    /** @description What is wrong, unless it is `ok`. */
                    message?: string;
                };
                idempotencyTable: {
                    /** @enum {string} */
                    status: "ok" | "degraded" | "failed";
                    /** @description How long it took to find out. */
                    milliseconds: number;
                    /** @description What is wrong, unless it is `ok`. */
                    message?: string;
                };
                /** @description Only where the service keeps its files itself. */
                disk?: {
                    /** @enum {string} */
                    status: "ok" | "degraded" | "failed";
                    /** @description How long it took to find out. */
                    milliseconds: number;
                    /** @description What is wrong, unless it is `ok`. */
                    message?: string;
                    freeBytes?: number;
                    totalBytes?: number;
                };
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listMedias: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the answer before. */
                cursor?: string;
                status?: "AwaitingUpload" | "ScheduledProcessing" | "Processing" | "Ready" | "Errored";
                /** @description Only medias that were deleted and can be restored. */
                deleted?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of medias. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MediaPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createMedia: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key within 24 hours gives the first answer again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateMedia"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    /** @description Path of the new resource. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedMedia"];
                };
            };
            /** @description `file_empty`: The file is empty. `invalid_request`: The request is not valid. `malformed_json`: The body is not valid JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_in_progress`: The same request is still being worked on. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file_too_large`: The file is too large. `body_too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_content_type`: The body must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_uploads`: Too many medias wait for their file. `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMedia: {
        parameters: {
            query?: {
                /** @description Also a media that was deleted and can be restored. */
                deleted?: "true" | "false";
            };
            header?: {
                /** @description ETags of answers that you have; 304 if one of them is still right. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The media. */
            200: {
                headers: {
                    /** @description Names this state of the media, for `If-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Media"];
                };
            };
            /** @description You have it as it is. */
            304: {
                headers: {
                    /** @description Names this state of the media, for `If-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteMedia: {
        parameters: {
            query?: {
                restoreHours?: number;
            };
            header?: {
                /** @description The ETag of what you have read; 412 if it has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted; its files are being removed. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedMedia"];
                };
            };
            /** @description `invalid_request`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition_failed`: The media has changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateMedia: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you have read; 412 if it has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["UpdateMedia"];
            };
        };
        responses: {
            /** @description The media as it is now. */
            200: {
                headers: {
                    /** @description Names this state of the media, for `If-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Media"];
                };
            };
            /** @description `invalid_request`: The request is not valid. `malformed_json`: The body is not valid JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition_failed`: The media has changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_content_type`: The body must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restoreMedia: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key within 24 hours gives the first answer again. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The media. */
            200: {
                headers: {
                    /** @description Names this state of the media, for `If-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Media"];
                };
            };
            /** @description `invalid_request`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_in_progress`: The same request is still being worked on. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
                wait?: number;
            };
            header?: never;
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startUpload: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key within 24 hours gives the first answer again. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartUpload"];
            };
        };
        responses: {
            /** @description Where to send the file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description `file_empty`: The file is empty. `invalid_request`: The request is not valid. `malformed_json`: The body is not valid JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_awaiting_upload`: The media is not waiting for a file. `request_in_progress`: The same request is still being worked on. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file_too_large`: The file is too large. `body_too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_content_type`: The body must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    abortUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Aborted, or there was nothing to abort. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_awaiting_upload`: The media is not waiting for a file. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listParts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every stored part. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredParts"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `no_multipart_upload`: No multipart upload is in progress. `not_awaiting_upload`: The media is not waiting for a file. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signParts: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key within 24 hours gives the first answer again. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignParts"];
            };
        };
        responses: {
            /** @description Addresses in the order asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedParts"];
                };
            };
            /** @description `invalid_request`: The request is not valid. `malformed_json`: The body is not valid JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `no_multipart_upload`: No multipart upload is in progress. `not_awaiting_upload`: The media is not waiting for a file. `no_such_part`: The upload has no such part. `request_in_progress`: The same request is still being worked on. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_content_type`: The body must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    completeUpload: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key within 24 hours gives the first answer again. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CompleteUpload"];
            };
        };
        responses: {
            /** @description The media. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Media"];
                };
            };
            /** @description `invalid_request`: The request is not valid. `malformed_json`: The body is not valid JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `upload_incomplete`: The upload is not complete. `part_mismatch`: A named part is not the stored one. `request_in_progress`: The same request is still being worked on. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_content_type`: The body must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPlaybackToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key within 24 hours gives the first answer again. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreatePlaybackToken"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybackToken"];
                };
            };
            /** @description `invalid_request`: The request is not valid. `malformed_json`: The body is not valid JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `playback_revoked`: Playback of the media was revoked. `no_playback_tokens`: This service checks no playback tokens. `request_in_progress`: The same request is still being worked on. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_content_type`: The body must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokePlaybackToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Sortable by time of creation. */
                id: string;
                tokenId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokedPlaybackToken"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `playback_token_not_found`: There is no such playback token. `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `no_playback_tokens`: This service checks no playback tokens. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokePlayback: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key within 24 hours gives the first answer again. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The media. */
            200: {
                headers: {
                    /** @description Names this state of the media, for `If-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Media"];
                };
            };
            /** @description `invalid_request`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `no_playback_tokens`: This service checks no playback tokens. `request_in_progress`: The same request is still being worked on. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    allowPlayback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The media. */
            200: {
                headers: {
                    /** @description Names this state of the media, for `If-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Media"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `no_playback_tokens`: This service checks no playback tokens. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamMedia: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Sortable by time of creation. */
                id: string;
                /** @description An object of the media, below its folder. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where it is. */
            302: {
                headers: {
                    /** @description Path of the new resource. */
                    Location: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `route_not_found`: There is nothing at this address. `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `playback_revoked`: Playback of the media was revoked. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSigningKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKeys"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSigningKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key within 24 hours gives the first answer again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKey"];
                };
            };
            /** @description `invalid_request`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_signing_keys`: There are too many signing keys. `request_in_progress`: The same request is still being worked on. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSigningKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKey"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `signing_key_not_found`: There is no such signing key. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `signing_key_in_use`: The key signs addresses now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFeed: {
        parameters: {
            query?: {
                /** @description Only events with a larger `position`; `latest`: only those that are still to come. */
                after?: string;
                limit?: number;
                type?: string;
                wait?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamFeed: {
        parameters: {
            query?: {
                /** @description Only events with a larger `position`; `latest`: only those that are still to come. */
                after?: string;
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, as `EventSource` reads them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description `invalid_request`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Sortable by time of creation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, as `EventSource` reads them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description `invalid_request`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media_not_found`: There is no such media. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccess: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Of the key that was sent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the answer before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key within 24 hours gives the first answer again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKey"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    /** @description Path of the new resource. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            /** @description `invalid_request`: The request is not valid. `malformed_json`: The body is not valid JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_in_progress`: The same request is still being worked on. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_content_type`: The body must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_not_found`: There is no such API key. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_not_found`: There is no such API key. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createUploadToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key within 24 hours gives the first answer again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUploadToken"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    /** @description Path of the new resource. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedUploadToken"];
                };
            };
            /** @description `file_empty`: The file is empty. `invalid_request`: The request is not valid. `malformed_json`: The body is not valid JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_in_progress`: The same request is still being worked on. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file_too_large`: The file is too large. `body_too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_content_type`: The body must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUploadToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadToken"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `upload_token_not_found`: There is no such upload token. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeUploadToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadToken"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `upload_token_not_found`: There is no such upload token. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the answer before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEventPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything works. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something does not; its `message` says what. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text format 0.0.4. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `unauthorized`: An API key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The API key does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContract: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI 3.1 document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description `internal`: Something went wrong inside the service. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dependency_unavailable`: A part of the service cannot be reached. `timeout`: The request took too long. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
