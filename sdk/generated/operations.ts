// Made from the contract by `npm run generate:sdk`; not to be edited.

/** How each operation is sent, and what its answer is read as. */
export const OPERATIONS = {
  "listMedias": {
    "method": "GET",
    "path": "/v1/medias",
    "answer": "json"
  },
  "createMedia": {
    "method": "POST",
    "path": "/v1/medias",
    "contentType": "application/json",
    "answer": "json"
  },
  "getMedia": {
    "method": "GET",
    "path": "/v1/medias/{id}",
    "answer": "json"
  },
  "updateMedia": {
    "method": "PATCH",
    "path": "/v1/medias/{id}",
    "contentType": "application/merge-patch+json",
    "answer": "json"
  },
  "deleteMedia": {
    "method": "DELETE",
    "path": "/v1/medias/{id}",
    "answer": "json"
  },
  "restoreMedia": {
    "method": "POST",
    "path": "/v1/medias/{id}/restore",
    "answer": "json"
  },
  "listEvents": {
    "method": "GET",
    "path": "/v1/medias/{id}/events",
    "answer": "json"
  },
  "startUpload": {
    "method": "POST",
    "path": "/v1/medias/{id}/upload",
    "contentType": "application/json",
    "answer": "json"
  },
  "abortUpload": {
    "method": "DELETE",
    "path": "/v1/medias/{id}/upload",
    "answer": "json"
  },
  "listParts": {
    "method": "GET",
    "path": "/v1/medias/{id}/upload/parts",
    "answer": "json"
  },
  "signParts": {
    "method": "POST",
    "path": "/v1/medias/{id}/upload/parts",
    "contentType": "application/json",
    "answer": "json"
  },
  "completeUpload": {
    "method": "POST",
    "path": "/v1/medias/{id}/upload/complete",
    "contentType": "application/json",
    "answer": "json"
  },
  "createPlaybackToken": {
    "method": "POST",
    "path": "/v1/medias/{id}/playback-tokens",
    "contentType": "application/json",
    "answer": "json"
  },
  "revokePlaybackToken": {
    "method": "DELETE",
    "path": "/v1/medias/{id}/playback-tokens/{tokenId}",
    "answer": "json"
  },
  "revokePlayback": {
    "method": "POST",
    "path": "/v1/medias/{id}/playback-revocation",
    "answer": "json"
  },
  "allowPlayback": {
    "method": "DELETE",
    "path": "/v1/medias/{id}/playback-revocation",
    "answer": "json"
  },
  "streamMedia": {
    "method": "GET",
    "path": "/v1/medias/{id}/stream/{name}",
    "answer": "stream"
  },
  "listSigningKeys": {
    "method": "GET",
    "path": "/v1/signing-keys",
    "answer": "json"
  },
  "createSigningKey": {
    "method": "POST",
    "path": "/v1/signing-keys",
    "answer": "json"
  },
  "deleteSigningKey": {
    "method": "DELETE",
    "path": "/v1/signing-keys/{id}",
    "answer": "json"
  },
  "listFeed": {
    "method": "GET",
    "path": "/v1/events",
    "answer": "json"
  },
  "streamFeed": {
    "method": "GET",
    "path": "/v1/events/stream",
    "answer": "text"
  },
  "streamEvents": {
    "method": "GET",
    "path": "/v1/medias/{id}/events/stream",
    "answer": "text"
  },
  "getAccess": {
    "method": "GET",
    "path": "/v1/access",
    "answer": "json"
  },
  "listKeys": {
    "method": "GET",
    "path": "/v1/keys",
    "answer": "json"
  },
  "createKey": {
    "method": "POST",
    "path": "/v1/keys",
    "contentType": "application/json",
    "answer": "json"
  },
  "getKey": {
    "method": "GET",
    "path": "/v1/keys/{id}",
    "answer": "json"
  },
  "revokeKey": {
    "method": "DELETE",
    "path": "/v1/keys/{id}",
    "answer": "json"
  },
  "createUploadToken": {
    "method": "POST",
    "path": "/v1/upload-tokens",
    "contentType": "application/json",
    "answer": "json"
  },
  "getUploadToken": {
    "method": "GET",
    "path": "/v1/upload-tokens/{id}",
    "answer": "json"
  },
  "revokeUploadToken": {
    "method": "DELETE",
    "path": "/v1/upload-tokens/{id}",
    "answer": "json"
  },
  "listAuditEvents": {
    "method": "GET",
    "path": "/v1/audit-events",
    "answer": "json"
  },
  "getHealth": {
    "method": "GET",
    "path": "/healthz",
    "answer": "json"
  },
  "getMetrics": {
    "method": "GET",
    "path": "/metrics",
    "answer": "text"
  },
  "getContract": {
    "method": "GET",
    "path": "/openapi.json",
    "answer": "json"
  },
  "getDocs": {
    "method": "GET",
    "path": "/docs",
    "answer": "text"
  }
} as const;
