package dev.paddock.proving.drill.stage;

import dev.paddock.proving.drill.net.TcpProxy;
import dev.paddock.proving.site.Program;

/// A runner of the stage and its own way to the control plane.
public record Runner(String id, Program program, TcpProxy network) {}
