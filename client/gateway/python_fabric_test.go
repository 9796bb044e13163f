package gateway

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
)

// PythonWithFabric finds what the example in examples/gateway needs, or skips the test: a Python with
// grpc and cryptography, and Fabric's messages in Python, as the variable FABRIC_PROTOS_PY=FOLDER
// says. Where it is not set, protoc makes them from the messages that Go knows.
func PythonWithFabric(t *testing.T) (program, messages string) {
	t.Helper()
	folder := os.Getenv("FABRIC_PROTOS_PY")
	if folder == "" {
		folder = messagesInPython(t)
	}
	for _, program := range []string{"python3", "/usr/bin/python3"} {
		try := exec.CommandContext(t.Context(), program, "-B", "-c",
			"import sys; sys.path.insert(0, sys.argv[1]); import grpc, cryptography; from gateway import gateway_pb2", folder)
		if try.Run() == nil {
			return program, "FABRIC_PROTOS_PY=" + folder
		}
	}
	t.Skip("there is no Python with grpc, cryptography and protobuf: see examples/gateway/README.md")
	return "", ""
}

// messagesInPython has protoc write Fabric's messages into a folder, or skips the test.
func messagesInPython(t *testing.T) string {
	t.Helper()
	protoc, err := exec.LookPath("protoc")
	if err != nil {
		t.Skip("there is no protoc to write Fabric's messages in Python: see examples/gateway/README.md")
	}
	set, args := &descriptorpb.FileDescriptorSet{}, []string{}
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		set.File = append(set.File, protodesc.ToFileDescriptorProto(file))
		switch kind, _, _ := strings.Cut(file.Path(), "/"); kind {
		case "common", "gateway", "msp", "orderer", "peer":
			args = append(args, file.Path())
		}
		return true
	})
	content, err := proto.Marshal(set)
	require.NoError(t, err)
	folder := t.TempDir()
	descriptors := filepath.Join(folder, "descriptors")
	require.NoError(t, os.WriteFile(descriptors, content, 0o600))
	out, err := exec.CommandContext(t.Context(), protoc, append([]string{"--descriptor_set_in=" + descriptors, "--python_out=" + folder}, args...)...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return folder
}
