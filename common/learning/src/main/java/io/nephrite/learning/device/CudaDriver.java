package io.nephrite.learning.device;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.NativeLongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the NVIDIA driver tells of the GPUs. Its library is on every machine where a GPU works, since the container
 * runtime brings it in; torch does not say any of this to Java.
 *
 * <p>Reference: CUDA Driver API, version 12.
 */
final class CudaDriver {
    private static final String LIBRARY = "libcuda.so.1";
    private static final int SUCCESS = 0;
    private static final int MAJOR = 75;
    private static final int MINOR = 76;
    private static final int NAME_BYTES = 256;
    private static final int UUID_BYTES = 16;

    private CudaDriver() {}

    /** The functions that are called; each gives 0 where it has done what it is for. */
    private interface Api extends Library {
        int cuInit(int flags);

        int cuDriverGetVersion(IntByReference version);

        int cuDeviceGetCount(IntByReference count);

        int cuDeviceGet(IntByReference device, int index);

        int cuDeviceGetName(Pointer name, int length, int device);

        int cuDeviceGetUuid_v2(Pointer uuid, int device);

        int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

        int cuDeviceTotalMem_v2(NativeLongByReference bytes, int device);

        int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

        int cuDevicePrimaryCtxRelease_v2(int device);

        int cuCtxPushCurrent_v2(Pointer context);

        int cuCtxPopCurrent_v2(PointerByReference context);

        int cuMemGetInfo_v2(NativeLongByReference free, NativeLongByReference total);
    }

    /** The driver's library, loaded once. Empty on a machine without a driver. */
    private static final class Loaded {
        private static final Optional<Api> API = load();

        private static Optional<Api> load() {
            try {
                return Optional.of(Native.load(LIBRARY, Api.class));
            } catch (UnsatisfiedLinkError e) {
                return Optional.empty();
            }
        }
    }

    /** Why the driver shows no GPU; empty where it shows one. */
    static Optional<String> complaint() {
        if (Loaded.API.isEmpty()) {
            return Optional.of("there is no NVIDIA driver: " + LIBRARY + " is not found");
        }
        Api api = Loaded.API.get();
        int error = api.cuInit(0);
        if (error != SUCCESS) {
            return Optional.of("the NVIDIA driver does not start (CUDA error " + error + ")");
        }
        return cards().isEmpty() ? Optional.of("the NVIDIA driver shows no GPU to this process") : Optional.empty();
    }

    /** Newest CUDA version that the driver serves, such as 12.8. */
    static Optional<String> version() {
        IntByReference version = new IntByReference();
        return Loaded.API
                .filter(api -> api.cuDriverGetVersion(version) == SUCCESS)
                .map(api -> version.getValue() / 1000 + "." + version.getValue() % 1000 / 10);
    }

    /** The GPUs that this process sees; {@code CUDA_VISIBLE_DEVICES} chooses among those of the machine. */
    static List<CudaCard> cards() {
        List<CudaCard> cards = new ArrayList<>();
        if (Loaded.API.isPresent()) {
            Api api = Loaded.API.get();
            IntByReference count = new IntByReference();
            if (api.cuInit(0) == SUCCESS && api.cuDeviceGetCount(count) == SUCCESS) {
                for (int index = 0; index < count.getValue(); index++) {
                    cards.add(card(api, index));
                }
            }
        }
        return cards;
    }

    private static CudaCard card(Api api, int index) {
        IntByReference device = new IntByReference();
        if (api.cuDeviceGet(device, index) != SUCCESS) {
            return CudaCard.unknown(index);
        }
        int handle = device.getValue();
        NativeLongByReference bytes = new NativeLongByReference();
        OptionalInt major = attribute(api, MAJOR, handle);
        OptionalInt minor = attribute(api, MINOR, handle);
        return new CudaCard(
                index,
                name(api, handle),
                uuid(api, handle),
                major.isPresent() && minor.isPresent()
                        ? Optional.of(new CudaCard.ComputeCapability(major.getAsInt(), minor.getAsInt()))
                        : Optional.empty(),
                api.cuDeviceTotalMem_v2(bytes, handle) == SUCCESS ? number(bytes) : OptionalLong.empty());
    }

    private static Optional<String> name(Api api, int device) {
        try (Memory text = new Memory(NAME_BYTES)) {
            return api.cuDeviceGetName(text, NAME_BYTES, device) == SUCCESS
                    ? Optional.of(text.getString(0, StandardCharsets.UTF_8.name()))
                    : Optional.empty();
        }
    }

    private static Optional<String> uuid(Api api, int device) {
        try (Memory bytes = new Memory(UUID_BYTES)) {
            return api.cuDeviceGetUuid_v2(bytes, device) == SUCCESS
                    ? Optional.of(HexFormat.of().formatHex(bytes.getByteArray(0, UUID_BYTES)))
                    : Optional.empty();
        }
    }

    private static OptionalInt attribute(Api api, int attribute, int device) {
        IntByReference value = new IntByReference();
        return api.cuDeviceGetAttribute(value, attribute, device) == SUCCESS
                ? OptionalInt.of(value.getValue())
                : OptionalInt.empty();
    }

    /** Memory of a GPU that is in use, by all processes. Torch's own context is used, so no other is made. */
    static OptionalLong usedMemoryBytes(int index) {
        if (Loaded.API.isEmpty()) {
            return OptionalLong.empty();
        }
        Api api = Loaded.API.get();
        IntByReference device = new IntByReference();
        PointerByReference context = new PointerByReference();
        if (api.cuDeviceGet(device, index) != SUCCESS
                || api.cuDevicePrimaryCtxRetain(context, device.getValue()) != SUCCESS) {
            return OptionalLong.empty();
        }
        try {
            return used(api, context.getValue());
        } finally {
            api.cuDevicePrimaryCtxRelease_v2(device.getValue());
        }
    }

    private static OptionalLong used(Api api, Pointer context) {
        if (api.cuCtxPushCurrent_v2(context) != SUCCESS) {
            return OptionalLong.empty();
        }
        try {
            NativeLongByReference free = new NativeLongByReference();
            NativeLongByReference total = new NativeLongByReference();
            return api.cuMemGetInfo_v2(free, total) == SUCCESS
                    ? OptionalLong.of(
                            total.getValue().longValue() - free.getValue().longValue())
                    : OptionalLong.empty();
        } finally {
            api.cuCtxPopCurrent_v2(new PointerByReference());
        }
    }

    private static OptionalLong number(NativeLongByReference value) {
        NativeLong number = value.getValue();
        return OptionalLong.of(number.longValue());
    }
}
