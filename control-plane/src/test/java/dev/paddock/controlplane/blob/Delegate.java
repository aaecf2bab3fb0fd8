package dev.paddock.controlplane.blob;

import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.storage.Draft;
import dev.paddock.controlplane.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/// Another storage, until something of it is overridden.
public class Delegate implements Storage {

    private final Storage real;

    public Delegate(Storage real) {
        this.real = real;
    }

    @Override
    public Optional<Draft> draft(InputStream content, long most) throws IOException {
        return real.draft(content, most);
    }

    @Override
    public void keep(Draft draft) throws IOException {
        real.keep(draft);
    }

    @Override
    public Optional<Content> open(Digest digest) throws IOException {
        return real.open(digest);
    }

    @Override
    public OptionalLong size(Digest digest) throws IOException {
        return real.size(digest);
    }

    @Override
    public void delete(Collection<Digest> digests) throws IOException {
        real.delete(digests);
    }

    @Override
    public Optional<Room> room() {
        return real.room();
    }

    @Override
    public OptionalLong used() throws IOException {
        return real.used();
    }

    @Override
    public void close() {
        real.close();
    }
}
