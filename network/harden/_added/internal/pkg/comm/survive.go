package comm

import (
	"context"
	"runtime/debug"

	"github.com/hyperledger/fabric-lib-go/common/flogging"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

var surviveLogger = flogging.MustGetLogger("comm.survive")

// Survived turns a panic of the function that defers it into an error: one
// caller's message must not end what serves all.
func Survived(method string, err *error) {
	if fault := recover(); fault != nil {
		*err = Report(method, fault)
	}
}

// Survive ends a panic of the function that defers it, of which nobody waits for an
// answer.
func Survive() {
	if fault := recover(); fault != nil {
		_ = Report("the service", fault)
	}
}

// Report logs what was recovered and returns it as an error for the caller.
func Report(method string, fault any) error {
	surviveLogger.Errorf("%s panicked: %v\n%s", method, fault, debug.Stack())
	return status.Errorf(codes.Internal, "%s could not handle the message", method)
}

func surviveUnary(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (response any, err error) {
	defer Survived(info.FullMethod, &err)
	return handler(ctx, request)
}

func surviveStream(server any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) (err error) {
	defer Survived(info.FullMethod, &err)
	return handler(server, stream)
}

// withSurvival puts the recovery around all other interceptors.
func withSurvival(config ServerConfig) ServerConfig {
	config.StreamInterceptors = append([]grpc.StreamServerInterceptor{surviveStream}, config.StreamInterceptors...)
	config.UnaryInterceptors = append([]grpc.UnaryServerInterceptor{surviveUnary}, config.UnaryInterceptors...)
	return config
}
