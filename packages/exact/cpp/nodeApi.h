// The few functions of Node-API in use, so that the build needs no headers of Node. Their binary interface is stable:
// https://nodejs.org/api/n-api.html
#pragma once
#include <stddef.h>
#include <stdint.h>

extern "C" {
typedef struct NapiEnv* napi_env;
typedef struct NapiValue* napi_value;
typedef struct NapiCallbackInfo* napi_callback_info;
typedef napi_value (*napi_callback)(napi_env env, napi_callback_info info);
// 0 is success.
typedef int napi_status;

napi_status napi_create_object(napi_env env, napi_value* result);
napi_status napi_create_array(napi_env env, napi_value* result);
napi_status napi_create_int32(napi_env env, int32_t value, napi_value* result);
napi_status napi_get_boolean(napi_env env, bool value, napi_value* result);
napi_status napi_create_string_utf8(napi_env env, const char* text, size_t length, napi_value* result);
napi_status napi_create_function(napi_env env, const char* name, size_t length, napi_callback callback, void* data,
                                 napi_value* result);
napi_status napi_set_named_property(napi_env env, napi_value object, const char* name, napi_value value);
napi_status napi_set_element(napi_env env, napi_value array, uint32_t index, napi_value value);
napi_status napi_get_cb_info(napi_env env, napi_callback_info info, size_t* argumentCount, napi_value* arguments,
                             napi_value* self, void** data);
napi_status napi_get_value_int32(napi_env env, napi_value value, int32_t* result);
napi_status napi_get_typedarray_info(napi_env env, napi_value array, int* type, size_t* length, void** data,
                                     napi_value* buffer, size_t* byteOffset);
napi_status napi_throw_error(napi_env env, const char* code, const char* message);
napi_status napi_add_env_cleanup_hook(napi_env env, void (*hook)(void*), void* data);
}

constexpr size_t AUTO_LENGTH = (size_t)-1;
