package io.nephrite.core.dataset.layout;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.FileNames.ChannelName;
import io.nephrite.core.dataset.ImageFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which cases the files of one folder make up that are to be predicted: {@code <case>_0000.nii.gz} and so on, one file
 * for each channel, or {@code <case>.nii.gz} with all of them. A number behind the name that no channel has is part of
 * the case's name, unless a file with a channel's number stands beside it: then nobody can tell, and the case is left
 * out.
 *
 * @param cases that can be read, ascending by name
 * @param faults of the other cases and files; each error keeps a case or a file out
 * @param leftAlone files that are no images; ascending
 */
public record ImageFolder(List<CaseFiles> cases, List<Fault> faults, List<String> leftAlone) {
    public ImageFolder {
        cases = List.copyOf(cases);
        faults = List.copyOf(faults);
        leftAlone = List.copyOf(leftAlone);
    }

    /**
     * Finds the cases among the files of a folder.
     *
     * @param files whose keys are names inside the folder
     * @param channelNames of the network, in order
     */
    public static ImageFolder of(Collection<StoredFile> files, List<String> channelNames) {
        return new Sorting(files, channelNames).result();
    }

    /** How many cases and files are left out for an error. */
    public long leftOut() {
        return faults.stream()
                .filter(Fault::isError)
                .map(f -> f.caseId().orElseGet(() -> f.file().orElseThrow()))
                .distinct()
                .count();
    }

    private static final class Sorting {
        private final List<String> channelNames;
        private final NavigableMap<String, StoredFile> files = new TreeMap<>();
        private final NavigableMap<String, NavigableMap<Integer, List<String>>> byChannel = new TreeMap<>();
        private final NavigableMap<String, List<String>> whole = new TreeMap<>();
        private final Set<String> companions = new HashSet<>();
        private final List<Fault> faults = new ArrayList<>();
        private final List<String> leftAlone = new ArrayList<>();

        Sorting(Collection<StoredFile> files, List<String> channelNames) {
            this.channelNames = channelNames;
            files.forEach(f -> this.files.put(f.key(), f));
            this.files.keySet().forEach(this::sort);
            byChannel.entrySet().removeIf(group -> {
                boolean noChannel = group.getValue().firstKey() >= channelNames.size();
                if (noChannel) {
                    group.getValue().values().forEach(names -> names.forEach(this::putWhole));
                }
                return noChannel;
            });
            this.files.keySet().stream()
                    .filter(name -> FileNames.ending(name).isEmpty() && !companions.contains(name))
                    .forEach(this::stray);
        }

        private void sort(String name) {
            if (FileNames.ending(name).isEmpty()) {
                return;
            }
            Optional<ChannelName> channel = FileNames.channel(FileNames.stem(name));
            if (FileNames.isDebris(name) || name.startsWith(".")) {
                leftAlone.add(name);
            } else if (channel.isPresent()) {
                byChannel
                        .computeIfAbsent(channel.get().caseId(), c -> new TreeMap<>())
                        .computeIfAbsent(channel.get().channel(), c -> new ArrayList<>())
                        .add(name);
            } else {
                putWhole(name);
            }
            companionsOf(name).forEach(c -> companions.add(c.key()));
        }

        private void putWhole(String name) {
            whole.computeIfAbsent(FileNames.stem(name), c -> new ArrayList<>()).add(name);
        }

        private Stream<StoredFile> companionsOf(String name) {
            boolean channel = FileNames.channel(FileNames.stem(name)).isPresent();
            return ImageFormat.companions(name, channel).stream()
                    .flatMap(path -> Optional.ofNullable(files.get(path)).stream());
        }

        private void stray(String name) {
            UnreadFormat.fault(name).ifPresentOrElse(faults::add, () -> leftAlone.add(name));
        }

        ImageFolder result() {
            NavigableMap<String, List<String>> images = new TreeMap<>();
            byChannel.forEach((caseId, channels) -> {
                if (channelsAreSound(caseId, channels)) {
                    images.put(
                            caseId,
                            channels.values().stream().map(n -> n.get(0)).toList());
                }
            });
            whole.forEach((caseId, names) -> {
                if (names.size() > 1 || byChannel.containsKey(caseId)) {
                    images.remove(caseId);
                    String first = byChannel.containsKey(caseId)
                            ? byChannel.get(caseId).values().iterator().next().get(0)
                            : names.get(0);
                    String other = names.get(names.size() - 1);
                    faults.add(twice(caseId, other, first));
                } else {
                    images.put(caseId, names);
                }
            });
            checkNames(images);
            List<CaseFiles> cases = images.entrySet().stream()
                    .map(e -> files(e.getKey(), e.getValue()))
                    .toList();
            return new ImageFolder(cases, faults, leftAlone.stream().sorted().toList());
        }

        private CaseFiles files(String caseId, List<String> names) {
            return CaseFiles.of(
                    caseId,
                    names.stream().map(files::get).toList(),
                    Optional.empty(),
                    names.stream().flatMap(this::companionsOf).distinct().toList(),
                    "");
        }

        private boolean channelsAreSound(String caseId, NavigableMap<Integer, List<String>> channels) {
            int before = faults.size();
            String any = channels.values().iterator().next().get(0);
            String expected = channelNames.size() == 1
                    ? "channel 0 alone: " + channelNames
                    : channelNames.size() + " channels, from 0: " + channelNames;
            boolean colours = channels.size() == 1
                    && channels.containsKey(0)
                    && ImageFormat.mayHoldColours(any, channelNames.size());
            for (int c = 0; c < channelNames.size() && !colours; c++) {
                if (!channels.containsKey(c)) {
                    faults.add(Fault.of(FaultCode.CHANNEL_MISSING, "no channel " + c, expected)
                            .mendedBy("add the file, or name the channels _0000, _0001, … in the network's order")
                            .of(caseId)
                            .in(caseId + "_%04d".formatted(c) + FileNames.ending(any)));
                }
            }
            channels.forEach((channel, names) -> {
                if (names.size() > 1) {
                    faults.add(twice(caseId, names.get(1), names.get(0)));
                }
                if (channel >= channelNames.size()) {
                    faults.add(Fault.of(FaultCode.CHANNEL_NOT_DECLARED, "channel " + channel, expected)
                            .mendedBy("remove the file; if it is a case of its own, name it "
                                    + FileNames.stem(names.get(0)) + "_0000" + FileNames.ending(names.get(0))
                                    + ", and the others alike")
                            .of(caseId)
                            .in(names.get(0)));
                }
            });
            Set<String> endings = channels.values().stream()
                    .flatMap(List::stream)
                    .map(FileNames::ending)
                    .collect(Collectors.toSet());
            if (endings.size() > 1 && channels.values().stream().allMatch(n -> n.size() == 1)) {
                String last = channels.lastEntry().getValue().get(0);
                faults.add(
                        Fault.of(FaultCode.FILE_ENDINGS_DIFFER, last + " beside " + any, "one ending for all channels")
                                .of(caseId)
                                .in(last));
            }
            return faults.size() == before;
        }

        private static Fault twice(String caseId, String other, String first) {
            return Fault.of(FaultCode.FILE_TWICE, other + " beside " + first, "one of the two")
                    .of(caseId)
                    .in(other);
        }

        private void checkNames(NavigableMap<String, List<String>> images) {
            Map<String, String> folded = new TreeMap<>();
            for (String caseId : List.copyOf(images.keySet())) {
                String other = folded.putIfAbsent(FileNames.folded(caseId), caseId);
                if (other != null) {
                    faults.add(Fault.of(
                                    FaultCode.CASE_NAMES_DIFFER_IN_CASE,
                                    FileNames.difference(other, caseId),
                                    FileNames.DIFFERENT_NAMES)
                            .of(caseId)
                            .in(images.remove(caseId).get(0)));
                } else if (!FileNames.isSafeCaseId(caseId)) {
                    faults.add(Fault.of(FaultCode.NAME_NOT_SAFE, "case name \"" + caseId + "\"", FileNames.SAFE_CASE_ID)
                            .of(caseId)
                            .in(images.remove(caseId).get(0)));
                }
            }
        }
    }
}
