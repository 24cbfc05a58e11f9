package io.nephrite.local.machine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What this machine, or the container around this process, offers. */
public final class Machine {
    private Machine() {}

    /** MiB. */
    public static long memoryMib() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() >> 20;
    }

    public static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }
}
