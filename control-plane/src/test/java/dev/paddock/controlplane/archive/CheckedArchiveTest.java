package dev.paddock.controlplane.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.archive.ArchiveException.Rule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which archives are taken, and each trick that is not.
class CheckedArchiveTest {

    private static final ArchiveLimits SMALL = new ArchiveLimits(100, 1 << 20, 255, 50, 10_000);
    private static final String RESULT = "{\"uuid\": \"1\", \"status\": \"passed\"}";

    private final RawZip zip = new RawZip();

    private static byte[] read(byte[] archive) throws IOException {
        try (CheckedArchive checked = new CheckedArchive(new ByteArrayInputStream(archive), SMALL)) {
            return checked.readAllBytes();
        }
    }

    private static void taken(byte[] archive) throws IOException {
        assertThat(read(archive)).isEqualTo(archive);
    }

    private static void refused(Rule rule, byte[] archive) {
        assertThatThrownBy(() -> read(archive))
                .isInstanceOfSatisfying(
                        ArchiveException.class, e -> assertThat(e.rule()).isEqualTo(rule));
    }

    private void refused(Rule rule) {
        refused(rule, zip.bytes());
    }

    /// As `java.util.zip` writes it: sizes follow the bytes.
    private static byte[] packed(Map<String, String> files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream packer = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                packer.putNextEntry(new ZipEntry(file.getKey()));
                packer.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    @Test
    void resultsAtTheRootOrInOneFolderAreTaken() throws IOException {
        taken(packed(Map.of("a-result.json", RESULT, "b-attachment.txt", "")));
        taken(packed(Map.of("allure-results/a-result.json", RESULT, "allure-results/history/trend.json", "[]")));
        // What is in folders beside results at the root is left to whoever reads them.
        taken(packed(Map.of("history/trend.json", "[]", "other/x", "", "a-result.json", RESULT)));
        taken(packed(Map.of("allure-results/a-result.json", RESULT, "__MACOSX/allure-results/._a", "x")));
        refused(Rule.SEVERAL_FOLDERS, packed(Map.of("one/a-result.json", RESULT, "two/b-result.json", RESULT)));
    }

    @Test
    void everyWayToPackThatEveryProgramReadsIsTaken() throws IOException {
        byte[] content = RESULT.repeat(100).getBytes(StandardCharsets.UTF_8);
        zip.add("deflated.json", new String(content, StandardCharsets.UTF_8));
        zip.add("stored.json", new String(content, StandardCharsets.UTF_8)).stored(content);
        zip.add("folder/", "").stored(new byte[0]);
        zip.add("größe.json", RESULT);
        RawZip.Entry bare = zip.add("sizes-behind-without-signature.json", RESULT);
        bare.flags |= 8;
        bare.behind = RawZip.record(12)
                .putInt((int) bare.crc)
                .putInt(bare.packed.length)
                .putInt((int) bare.size)
                .array();
        RawZip.Entry wide = zip.add("wide-sizes-behind.json", RESULT);
        wide.flags |= 8;
        wide.extra = RawZip.record(20).putShort((short) 1).putShort((short) 16).array();
        wide.behind = RawZip.record(24)
                .putInt(0x08074B50)
                .putInt((int) wide.crc)
                .putLong(wide.packed.length)
                .putLong(wide.size)
                .array();
        RawZip.Entry sizesInExtra = zip.add("wide-sizes-in-front.json", RESULT);
        sizesInExtra.localPacked = 0xFFFFFFFFL;
        sizesInExtra.localSize = 0xFFFFFFFFL;
        sizesInExtra.extra = RawZip.record(26)
                .putShort((short) 0x7777)
                .putShort((short) 2)
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 16)
                .putLong(sizesInExtra.size)
                .putLong(sizesInExtra.packed.length)
                .array();
        taken(zip.comment("made by hand").bytes());
    }

    @Test
    void whatComesInPiecesIsJudgedAlike() throws IOException {
        byte[] archive = packed(Map.of("a-result.json", RESULT.repeat(50), "b-result.json", RESULT));
        for (int piece : List.of(1, 2, 3, 7, 64)) {
            InputStream drop = new ByteArrayInputStream(archive) {
                @Override
                public synchronized int read(byte[] bytes, int offset, int length) {
                    return super.read(bytes, offset, Math.min(length, piece));
                }
            };
            assertThat(new CheckedArchive(drop, SMALL).readAllBytes()).isEqualTo(archive);
        }
        CheckedArchive byByte = new CheckedArchive(new ByteArrayInputStream(archive), SMALL);
        for (byte one : archive) {
            assertThat(byByte.read()).isEqualTo(one & 0xFF);
        }
        assertThat(byByte.read()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zip -qr out.zip results",
                "zip -q0r out.zip results",
                "zip -qr - results > out.zip",
                "cd results && zip -q - *.json | cat > ../out.zip",
                "python3 -m zipfile -c out.zip results",
                "\"$JAVA_HOME/bin/jar\" -c -M -f out.zip results"
            })
    void whatProgramsPackIsTaken(String command, @TempDir Path folder) throws Exception {
        Path results = Files.createDirectory(folder.resolve("results"));
        Files.writeString(results.resolve("a-result.json"), RESULT.repeat(200));
        Files.writeString(results.resolve("empty.txt"), "");
        Files.write(results.resolve("noise.png"), noise(5000));
        ProcessBuilder builder = new ProcessBuilder("bash", "-ec", command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        Assumptions.assumeFalse(output.contains("command not found"), output);
        assertThat(process.exitValue()).as(output).isZero();

        taken(Files.readAllBytes(folder.resolve("out.zip")));
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(7).nextBytes(noise);
        return noise;
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "a/..", "..", "a\\..\\x", "results/../../../etc/cron.d/x"})
    void aNameThatLeadsOutOfTheArchiveIsRefused(String name) {
        zip.add(name, RESULT);
        refused(Rule.PARENT_FOLDER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "//host/share", "C:\\Windows\\x", "c:x", "/"})
    void anAbsoluteNameIsRefused(String name) {
        zip.add(name, RESULT);
        refused(Rule.ABSOLUTE_NAME);
    }

    @Test
    void aSymbolicLinkIsRefused() {
        zip.add("a-result.json", RESULT);
        zip.add("link", "/etc/passwd").mode(0120777);
        refused(Rule.SYMBOLIC_LINK);
    }

    @ParameterizedTest
    @ValueSource(ints = {0020666, 0060660, 0010644, 0140755, 0150000})
    void aDeviceAPipeAndASocketAreRefused(int mode) {
        zip.add("special", "").mode(mode);
        refused(Rule.DEVICE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0.json", "a\n.json", "a\u001b[2J", "a\u007f"})
    void nulAndOtherControlCharactersInANameAreRefused(String name) {
        zip.add(name, RESULT);
        refused(Rule.CONTROL_CHARACTER);
    }

    @Test
    void aNameOfMoreThan255BytesIsRefused() throws IOException {
        zip.add("ä".repeat(127) + "x", RESULT);
        taken(zip.bytes());
        zip.add("ä".repeat(128), RESULT);
        refused(Rule.NAME_TOO_LONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\b", "./a", "a//b", "a/./b", ""})
    void aNameThatProgramsReadDifferentlyIsRefused(String name) {
        zip.add(name, RESULT);
        refused(Rule.BAD_NAME);
    }

    @Test
    void aNameThatIsNotUtf8IsRefused() {
        zip.add(new byte[] {'a', (byte) 0xE4, 'b'}, new byte[] {1});
        refused(Rule.BAD_NAME);
    }

    @Test
    void twoEntriesOfOneNameAreRefused() {
        zip.add("a-result.json", RESULT);
        zip.add("a-result.json", RESULT + " ");
        refused(Rule.DUPLICATE_NAME);
    }

    @Test
    void namesThatCollideWhereCaseOrAccentsDoNotCountAreRefused() throws IOException {
        List<List<String>> twins = List.of(
                List.of("A-result.json", "a-result.json"),
                List.of("straße", "STRASSE"),
                List.of("\u00e9", "e\u0301"),
                List.of("Results/a", "results/A"),
                List.of("a", "a/b"),
                List.of("a/b", "A"),
                List.of("a", "a/"));
        for (List<String> pair : twins) {
            RawZip both = new RawZip();
            pair.forEach(name -> both.add(name, name.endsWith("/") ? "" : RESULT));
            refused(Rule.COLLIDING_NAMES, both.bytes());
        }
        zip.add("results/", "");
        zip.add("results/a", RESULT);
        zip.add("results/b", RESULT);
        taken(zip.bytes());
    }

    @Test
    void anEntryThatUnpacksToFarMoreIsRefusedByItsRatio() {
        zip.add("bomb", " ".repeat(500_000));
        refused(Rule.RATIO);
    }

    @Test
    void moreThanTheLimitUnpackedIsRefusedWhateverTheHeadersSay() {
        for (int i = 0; i < 3; i++) {
            RawZip.Entry entry = zip.add(("noise-" + i).getBytes(StandardCharsets.UTF_8), noise(400_000));
            entry.localSize = 1;
        }
        refused(Rule.DAMAGED);
        RawZip honest = new RawZip();
        for (int i = 0; i < 3; i++) {
            honest.add(("noise-" + i).getBytes(StandardCharsets.UTF_8), noise(400_000));
        }
        refused(Rule.TOO_LARGE, honest.bytes());
        RawZip stored = new RawZip();
        stored.add("noise".getBytes(StandardCharsets.UTF_8), new byte[0]).with(entry -> {
            entry.stored(noise((1 << 20) + 1));
            entry.size = entry.packed.length;
        });
        refused(Rule.TOO_LARGE, stored.bytes());
    }

    @Test
    void tooManyEntriesAreRefused() throws IOException {
        IntStream.range(0, 100).forEach(i -> zip.add("r" + i, RESULT));
        taken(zip.bytes());
        zip.add("one-more", RESULT);
        refused(Rule.TOO_MANY_ENTRIES);
    }

    @Test
    void aBombOfOverlappingEntriesIsRefused() {
        zip.add("a", RESULT);
        // The directory names the same bytes again and again.
        zip.add("b", RESULT).with(entry -> entry.offset = 0);
        refused(Rule.ENTRIES_DISAGREE);
        // Or an entry within another's bytes, which quotes it.
        byte[] inner = one("inner").bytes();
        RawZip outer = new RawZip();
        outer.add("outer", RESULT).with(entry -> {
            entry.stored(inner);
            entry.size = inner.length;
            entry.crc = crc(inner);
        });
        outer.add("inner", RESULT).with(entry -> entry.offset = 30 + "outer".length());
        refused(Rule.ENTRIES_DISAGREE, outer.bytes());
    }

    private static RawZip one(String name) {
        RawZip zip = new RawZip();
        zip.add(name, RESULT);
        return zip;
    }

    private static long crc(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return sum.getValue();
    }

    @Test
    void anEntryThatItsDirectoryTellsDifferentlyIsRefused() {
        List<Consumer<RawZip.Entry>> lies = List.of(
                entry -> entry.listedName = "b".getBytes(StandardCharsets.UTF_8),
                entry -> entry.listed = false,
                entry -> entry.offset = 5);
        for (Consumer<RawZip.Entry> lie : lies) {
            RawZip lying = new RawZip();
            lying.add("first", RESULT);
            lying.add("a", RESULT).with(lie);
            refused(Rule.ENTRIES_DISAGREE, lying.bytes());
        }
        zip.add("a", RESULT);
        refused(Rule.ENTRIES_DISAGREE, zip.declare(2).bytes());
    }

    @Test
    void whatIsDamagedIsRefused() {
        zip.add("a", RESULT).with(entry -> entry.crc ^= 1);
        refused(Rule.DAMAGED);
        RawZip short1 = new RawZip();
        short1.add("a", RESULT).with(entry -> entry.size++);
        refused(Rule.DAMAGED, short1.bytes());
        RawZip garbled = new RawZip();
        garbled.add("a", RESULT).with(entry -> entry.packed = new byte[] {7, 7, 7, 7});
        refused(Rule.DAMAGED, garbled.bytes());
        RawZip full = new RawZip();
        full.add("folder/", RESULT);
        refused(Rule.DAMAGED, full.bytes());
    }

    @Test
    void whatNotEveryProgramReadsIsRefused() {
        List<Consumer<RawZip.Entry>> rare = List.of(
                entry -> entry.flags |= 1, entry -> entry.flags |= 0x2000, entry -> entry.method = 12, entry -> {
                    entry.stored(RESULT.getBytes(StandardCharsets.UTF_8));
                    entry.flags |= 8;
                });
        for (Consumer<RawZip.Entry> one : rare) {
            RawZip archive = new RawZip();
            archive.add("a", RESULT).with(one);
            refused(Rule.UNSUPPORTED, archive.bytes());
        }
    }

    @Test
    void whatIsNoZipIsRefused() throws IOException {
        byte[] archive = packed(Map.of("a", RESULT));
        refused(Rule.NOT_A_ZIP, new byte[0]);
        refused(Rule.NOT_A_ZIP, "this is no zip".getBytes(StandardCharsets.UTF_8));
        refused(Rule.NOT_A_ZIP, join("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), archive));
        refused(Rule.NOT_A_ZIP, join(archive, new byte[] {0}));
        refused(Rule.NOT_A_ZIP, join(archive, archive));
        refused(Rule.EMPTY, new RawZip().bytes());
        zip.add("folder/", "");
        refused(Rule.EMPTY);
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void whatBreaksOffAnywhereIsRefused() throws IOException {
        byte[] archive = packed(Map.of("a-result.json", RESULT, "b-result.json", RESULT));
        for (int length = 0; length < archive.length; length++) {
            byte[] part = Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> read(part)).isInstanceOf(ArchiveException.class);
        }
    }

    /// Each bit of an archive turned, and bytes of chance: what is taken is what others read, too.
    @Test
    void whateverIsTakenIsReadByOthersAsItIs() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("results/a-result.json", RESULT);
        files.put("results/b-result.json", RESULT.repeat(3));
        byte[] archive = packed(files);
        int taken = 0;
        for (int bit = 0; bit < archive.length * 8; bit++) {
            byte[] turned = archive.clone();
            turned[bit / 8] ^= (byte) (1 << (bit % 8));
            taken += judge(turned, files) ? 1 : 0;
        }
        Random random = new Random(20260115);
        for (int i = 0; i < 5000; i++) {
            byte[] changed = archive.clone();
            for (int j = 0; j <= random.nextInt(4); j++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            judge(changed, files);
        }
        // Times and versions mean nothing to us.
        assertThat(taken).isGreaterThan(10);
    }

    private static boolean judge(byte[] archive, Map<String, String> files) throws IOException {
        try {
            read(archive);
        } catch (ArchiveException e) {
            return false;
        }
        Map<String, String> seen = new LinkedHashMap<>();
        try (ZipInputStream reader = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = reader.getNextEntry(); entry != null; entry = reader.getNextEntry()) {
                seen.put(entry.getName(), new String(reader.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(seen).isEqualTo(files);
        return true;
    }

    @Test
    void theLimitsOfUploadsAreThoseThatAreDocumented() {
        assertThat(ArchiveLimits.UPLOADS).isEqualTo(new ArchiveLimits(10_000, 1_610_612_736L, 255, 200, 16_777_216L));
    }

    @Test
    void aStreamThatFailsIsNoBadArchive() throws IOException {
        InputStream gone = InputStream.nullInputStream();
        gone.close();
        assertThatThrownBy(() -> new CheckedArchive(gone, SMALL).readAllBytes())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(ArchiveException.class);
    }
}
