package io.nephrite.s3;

import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.UploadObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.store.Content;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One bucket of an S3 store, by plain S3 calls. Thread-safe. */
public final class MinioObjectStore implements ObjectStore {
    /** Objects up to this size go in one request; the client buffers one part. */
    public static final long PART_BYTES = 16L << 20;

    private static final Set<String> NOT_FOUND = Set.of("NoSuchKey", "NoSuchObject");

    /** Answers to a request that no store will ever take: to wait would be to wait for ever. */
    private static final Set<String> IMPOSSIBLE = Set.of(
            "EntityTooLarge",
            "InvalidArgument",
            "InvalidURI",
            "KeyTooLongError",
            "XMinioInvalidObjectName",
            "XMinioInvalidResourceName",
            "XMinioParentIsObject");

    /** Error codes of a store that is full. The client waits and says how many bytes are needed. */
    private static final Set<String> FULL =
            Set.of("InsufficientStorage", "XMinioAdminBucketQuotaExceeded", "XMinioStorageFull");

    private final MinioClient client;
    private final String bucket;

    public MinioObjectStore(MinioClient client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    @Override
    public Optional<ObjectInfo> stat(String key) {
        try {
            StatObjectResponse found = S3Call.of(() -> client.statObject(
                    StatObjectArgs.builder().bucket(bucket).object(key).build()));
            return Optional.of(new ObjectInfo(
                    key,
                    found.size(),
                    withoutQuotes(found.etag()),
                    found.lastModified().toInstant()));
        } catch (MinioException e) {
            if (isNotFound(e)) {
                return Optional.empty();
            }
            throw unavailable("stat", key, e);
        }
    }

    @Override
    public InputStream get(String key) {
        return open(key, GetObjectArgs.builder().bucket(bucket).object(key).build());
    }

    @Override
    public InputStream get(String key, long offset, long length) {
        GetObjectArgs.Builder args = GetObjectArgs.builder().bucket(bucket).object(key);
        return open(key, args.offset(offset).length(length).build());
    }

    private InputStream open(String key, GetObjectArgs args) {
        try {
            return new StoreInputStream(S3Call.of(() -> client.getObject(args)), key);
        } catch (MinioException e) {
            if (isNotFound(e)) {
                throw new NoSuchObjectException(key);
            }
            throw unavailable("get", key, e);
        }
    }

    @Override
    public void put(String key, Content content) {
        try {
            send(key, content, Map.of());
        } catch (MinioException e) {
            throw notStored(key, content, e);
        }
    }

    /**
     * Puts a file in parts of a size of its own, so that it gets the ETag that it had elsewhere.
     *
     * @param partBytes 5 MiB to 5 GiB; a file that is not longer goes in one request
     */
    public void put(String key, Path file, long partBytes) {
        try {
            S3Call.of(() -> client.uploadObject(UploadObjectArgs.builder()
                    .bucket(bucket)
                    .object(key)
                    .filename(file.toString(), partBytes)
                    .build()));
        } catch (MinioException e) {
            throw notStored(key, Content.of(file), e);
        }
    }

    @Override
    public boolean putIfAbsent(String key, Content content) {
        try {
            send(key, content, Map.of("If-None-Match", "*"));
            return true;
        } catch (MinioException e) {
            if (code(e).equals("PreconditionFailed")) {
                return false;
            }
            throw notStored(key, content, e);
        }
    }

    private void send(String key, Content content, Map<String, String> headers) throws MinioException {
        try (InputStream in = new BufferedInputStream(content.open())) {
            PutObjectArgs args = PutObjectArgs.builder().bucket(bucket).object(key).extraHeaders(headers).stream(
                            in, content.size(), PART_BYTES)
                    .build();
            S3Call.of(() -> client.putObject(args));
        } catch (IOException e) {
            throw unavailable("put", key, e);
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        try {
            List<ObjectInfo> found = S3Call.of(() -> all(prefix));
            found.sort(Comparator.comparing(ObjectInfo::key));
            return found;
        } catch (MinioException e) {
            throw unavailable("list", prefix, e);
        }
    }

    private List<ObjectInfo> all(String prefix) throws MinioException {
        List<ObjectInfo> found = new ArrayList<>();
        for (Result<Item> result : items(prefix, true)) {
            Item item = result.get();
            if (!item.isDir()) {
                found.add(new ObjectInfo(
                        item.objectName(),
                        item.size(),
                        withoutQuotes(item.etag()),
                        item.lastModified().toInstant()));
            }
        }
        return found;
    }

    /** One request for a thousand folders, whatever lies in them. */
    @Override
    public List<String> folders(String prefix) {
        try {
            List<String> found = S3Call.of(() -> foldersBelow(prefix));
            found.sort(Comparator.naturalOrder());
            return found;
        } catch (MinioException e) {
            throw unavailable("list", prefix, e);
        }
    }

    private List<String> foldersBelow(String prefix) throws MinioException {
        List<String> found = new ArrayList<>();
        for (Result<Item> result : items(prefix, false)) {
            Item item = result.get();
            if (item.isDir()) {
                String name = item.objectName();
                found.add(name.substring(prefix.length(), name.length() - 1));
            }
        }
        return found;
    }

    private Iterable<Result<Item>> items(String prefix, boolean isRecursive) {
        return client.listObjects(ListObjectsArgs.builder()
                .bucket(bucket)
                .prefix(prefix)
                .recursive(isRecursive)
                .build());
    }

    @Override
    public void delete(String key) {
        try {
            S3Call.of(() -> {
                client.removeObject(
                        RemoveObjectArgs.builder().bucket(bucket).object(key).build());
                return key;
            });
        } catch (MinioException e) {
            throw unavailable("delete", key, e);
        }
    }

    private static boolean isNotFound(MinioException e) {
        return NOT_FOUND.contains(code(e));
    }

    private static String code(MinioException e) {
        return e instanceof ErrorResponseException response
                ? response.errorResponse().code()
                : "";
    }

    /** ETags of objects that came in parts carry quotes in some answers. */
    private static String withoutQuotes(String etag) {
        return etag.replace("\"", "");
    }

    /** S3 has no word for the bytes that are free: what the server says stands behind what is needed. */
    private PipelineException notStored(String key, Content content, MinioException e) {
        if (!FULL.contains(code(e))) {
            return unavailable("put", key, e);
        }
        return new PipelineException(
                FailureCode.DISK_UNAVAILABLE,
                "the object store has no room for " + bucket + "/" + key + ": " + content.size()
                        + " bytes are needed; the store says: " + e.getMessage()
                        + "; make room there, and the work goes on by itself",
                e);
    }

    private PipelineException unavailable(String what, String key, Exception e) {
        boolean isImpossible = e instanceof MinioException minio && IMPOSSIBLE.contains(code(minio));
        return new PipelineException(
                isImpossible ? FailureCode.BUG : FailureCode.STORE_UNAVAILABLE,
                what + " " + bucket + "/" + key + ": " + e.getMessage(),
                e);
    }

    /**
     * Turns a broken connection into a failure of the store, so that no reader takes half an object for a truncated
     * file.
     */
    private final class StoreInputStream extends FilterInputStream {
        private final String key;

        StoreInputStream(InputStream in, String key) {
            super(in);
            this.key = key;
        }

        @Override
        public int read() {
            try {
                return super.read();
            } catch (IOException e) {
                throw unavailable("read", key, e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            try {
                return super.read(bytes, offset, length);
            } catch (IOException e) {
                throw unavailable("read", key, e);
            }
        }

        @Override
        public long skip(long count) {
            try {
                return super.skip(count);
            } catch (IOException e) {
                throw unavailable("read", key, e);
            }
        }

        @Override
        public void close() {
            try {
                super.close();
            } catch (IOException e) {
                throw unavailable("read", key, e);
            }
        }
    }
}
