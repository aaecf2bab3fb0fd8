package dev.paddock.controlplane.upload;

/// An upload is done, or has failed. Fired in the transaction that says so in the ledger.
public record UploadEnded(UploadSession upload) {}
