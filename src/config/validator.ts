// @ts-nocheck: the printer writes no types; who imports this gives each function the type of its schema.
// Printed from protocol/config.schema.json by `npm run print`. Edits here are lost.

/** A pair of surrogates is one. */
const countCharacters = (text) => [...text].length;
export const isConfig = validate21;
const schema6 = {"$schema":"http://json-schema.org/draft-07/schema#","$id":"https://carillon.example/protocol/config.schema.json","title":"Config","type":"object","additionalProperties":false,"properties":{"$schema":{"type":"string"},"host":{"restart":true,"type":["string","null"],"default":null},"port":{"restart":true,"type":"integer","minimum":0,"maximum":65535,"default":6001},"pathPrefix":{"type":"string","pattern":"^(/[^/?#]+)*$","default":""},"lenientProtocol":{"type":"boolean","default":false},"log":{"type":"object","restart":true,"additionalProperties":false,"default":{},"properties":{"level":{"type":"string","enum":["silent","error","warn","info","debug"],"default":"info"},"format":{"type":"string","enum":["auto","json","pretty"],"default":"auto"}}},"limits":{"type":"object","additionalProperties":false,"default":{},"properties":{"connections":{"type":"integer","minimum":0,"default":0},"connectionsPerAddress":{"type":"integer","minimum":0,"default":1000},"connectsPerAddressPerSecond":{"type":"integer","minimum":0,"default":100},"loopLag":{"type":"number","minimum":0,"default":1},"waitingBytes":{"type":"integer","minimum":65536,"maximum":1073741824,"default":4194304},"backpressureBytes":{"restart":true,"type":"integer","minimum":65536,"maximum":1073741824,"default":1048576},"frameBytes":{"restart":true,"type":"integer","minimum":16384,"maximum":16777216,"default":262144},"bodyBytes":{"type":"integer","minimum":16384,"maximum":134217728,"default":1048576}}},"trustedProxies":{"type":"array","items":{"type":"string","pattern":"^[0-9a-fA-F.:]+(/\\d{1,3})?$"},"default":[]},"tls":{"type":"object","additionalProperties":false,"default":{},"properties":{"cert":{"type":["string","null"],"default":null},"key":{"type":["string","null"],"default":null},"passphrase":{"type":["string","null"],"default":null},"ciphers":{"type":["string","null"],"default":null}}},"drain":{"type":"object","additionalProperties":false,"default":{},"properties":{"notice":{"type":"number","minimum":0,"maximum":3600,"default":0},"time":{"type":"number","minimum":0,"maximum":3600,"default":5}}},"cluster":{"type":"object","restart":true,"additionalProperties":false,"default":{},"properties":{"redis":{"type":["string","null"],"pattern":"^(rediss?://|/)\\S+$","default":null},"prefix":{"type":"string","pattern":"^[A-Za-z0-9_.-]{1,64}$","default":"carillon"},"lease":{"type":"number","minimum":0.2,"maximum":600,"default":15},"renew":{"type":"number","minimum":0.05,"maximum":200,"default":5},"timeout":{"type":"number","minimum":0.05,"maximum":60,"default":5},"stalledAfter":{"type":"number","minimum":0.05,"maximum":60,"default":1},"topicLinger":{"type":"number","minimum":0,"maximum":600,"default":5},"backlogTime":{"type":"number","minimum":0.1,"maximum":600,"default":10},"backlogFrames":{"type":"integer","minimum":1,"maximum":10000000,"default":100000},"backlogBytes":{"type":"integer","minimum":1024,"maximum":1073741824,"default":67108864},"drainHold":{"type":"number","minimum":0,"maximum":600,"default":10},"whenAlone":{"type":"string","enum":["refuse","local"],"default":"refuse"}}},"webhooks":{"type":"object","restart":true,"additionalProperties":false,"default":{},"properties":{"hold":{"type":"number","minimum":0,"maximum":60,"default":3},"timeout":{"type":"number","minimum":0.05,"maximum":60,"default":4},"retryFor":{"type":"number","minimum":0,"maximum":86400,"default":300},"firstPause":{"type":"number","minimum":0.005,"maximum":60,"default":1},"batchDelay":{"type":"number","minimum":0,"maximum":60,"default":0.1},"batchEvents":{"type":"integer","minimum":1,"maximum":10000,"default":100},"queue":{"type":"integer","minimum":1,"maximum":1000000,"default":10000},"queueBytes":{"type":"integer","minimum":65536,"maximum":1073741824,"default":16777216},"deadLetters":{"type":"integer","minimum":0,"maximum":100000,"default":1000},"privateAddresses":{"type":["boolean","null"],"default":null},"stopTime":{"type":"number","minimum":0,"maximum":3600,"default":5}}},"recorder":{"type":"object","restart":true,"additionalProperties":false,"default":{},"properties":{"facts":{"type":"integer","minimum":0,"maximum":1000000,"default":10000},"payloadBytes":{"type":"integer","minimum":0,"maximum":65536,"default":256}}},"admin":{"type":"object","restart":true,"additionalProperties":false,"default":{},"properties":{"enabled":{"type":["boolean","null"],"default":null},"host":{"type":"string","minLength":1,"default":"127.0.0.1"},"port":{"type":"integer","minimum":0,"maximum":65535,"default":9601},"token":{"type":["string","null"],"pattern":"^[\\x21-\\x7e]{1,256}$","default":null}}},"coalescing":{"type":"object","additionalProperties":false,"default":{},"properties":{"budgetMs":{"type":"integer","minimum":0,"maximum":1000,"default":5},"utilisation":{"type":"number","minimum":0,"maximum":1,"default":0.5}}},"appDefaults":{"allOf":[{"$ref":"#/$defs/AppSettings"}],"default":{}},"apps":{"type":"array","default":[],"items":{"$ref":"#/$defs/AppEntry"}}},"$defs":{"AppEntry":{"title":"AppEntry","type":"object","required":["id","key","secret"],"properties":{"id":{"type":"string","pattern":"^[^/?#\\s]{1,64}$"},"key":{"type":"string","pattern":"^\\S{1,128}$"},"secret":{"type":"string","minLength":1,"maxLength":256},"tokens":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["key","secret"],"properties":{"key":{"type":"string","pattern":"^\\S{1,128}$"},"secret":{"type":"string","minLength":1,"maxLength":256}}}},"enabled":{"type":"boolean","default":true},"tlsOnly":{"type":"boolean","default":false},"allowedOrigins":{"type":"array","items":{"type":"string","minLength":1},"default":["*"]},"clientEvents":{"type":"boolean","default":false},"subscriptionCount":{"type":"boolean","default":false},"watchlist":{"type":"boolean","default":false},"authorizedConnections":{"type":"boolean","default":false},"revokeRemovedKeys":{"type":"boolean","default":false},"domains":{"type":"array","items":{"type":"string","minLength":1},"default":[]},"domainOptions":{"type":"object","default":{},"additionalProperties":{"type":"object"}},"history":{"type":"object","default":{},"additionalProperties":{"type":"object","additionalProperties":false,"required":["size","ttl"],"properties":{"size":{"type":"integer","minimum":1,"maximum":10000},"ttl":{"type":"string","pattern":"^[1-9]\\d{0,5}[smhd]$"}}}},"activityTimeout":{"type":"number","minimum":0.05,"maximum":86400,"default":120},"pongTimeout":{"type":"number","minimum":0.05,"maximum":3600,"default":30},"authorizationTimeout":{"type":"number","minimum":0.05,"maximum":3600,"default":30},"cacheTtl":{"type":"number","minimum":0.05,"maximum":86400,"default":1800},"countInterval":{"type":"number","minimum":0.05,"maximum":3600,"default":5},"webhooks":{"type":"array","maxItems":100,"items":{"$ref":"#/$defs/WebhookEndpoint"},"default":[]},"limits":{"type":"object","additionalProperties":false,"default":{},"properties":{"connections":{"type":"integer","minimum":0,"default":0},"connectsPerSecond":{"type":"integer","minimum":0,"default":0},"eventsPerSecond":{"type":"integer","minimum":0,"default":0},"readsPerSecond":{"type":"integer","minimum":0,"default":0},"rememberedBytes":{"type":"integer","minimum":65536,"default":67108864},"rememberedEntries":{"type":"integer","minimum":100,"default":100000},"messagesPerSecond":{"type":"integer","minimum":0,"maximum":1000000,"default":2000},"subscribesPerSecond":{"type":"integer","minimum":1,"default":1000},"presenceLeavesPerSecond":{"type":"integer","minimum":1,"default":10},"channelsPerConnection":{"type":"integer","minimum":1,"default":1000},"channelNameBytesPerConnection":{"type":"integer","minimum":1024,"default":65536},"channelNameLength":{"type":"integer","minimum":1,"maximum":1024,"default":164},"eventNameLength":{"type":"integer","minimum":1,"maximum":1024,"default":200},"eventBytes":{"type":"integer","minimum":1,"maximum":8388608,"default":10240},"channelsPerEvent":{"type":"integer","minimum":1,"maximum":10000,"default":100},"eventsPerBatch":{"type":"integer","minimum":1,"maximum":1000,"default":10},"presenceMembers":{"type":"integer","minimum":1,"default":100},"userInfoBytes":{"type":"integer","minimum":1,"default":1024},"userIdLength":{"type":"integer","minimum":1,"default":128},"watchlist":{"type":"integer","minimum":0,"default":100},"clientEventsPerSecond":{"type":"integer","minimum":1,"default":10}}}},"additionalProperties":false},"WebhookEndpoint":{"title":"WebhookEndpoint","type":"object","additionalProperties":false,"required":["url"],"properties":{"url":{"type":"string","maxLength":2048,"pattern":"^https?://[^\\s#]+$"},"events":{"type":"array","minItems":1,"items":{"type":"string","enum":["channel_occupied","channel_vacated","member_added","member_removed","client_event","subscription_count","cache_miss"]}},"channels":{"type":"array","minItems":1,"items":{"type":"string","pattern":"^[-a-zA-Z0-9_=@,.;*]{1,1024}$"}},"headers":{"type":"object","propertyNames":{"pattern":"^[-a-zA-Z0-9_]{1,100}$"},"additionalProperties":{"type":"string","maxLength":4096,"pattern":"^[\\x20-\\x7e]*$"}},"batch":{"type":"boolean"}}},"AppSettings":{"title":"AppSettings","type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean","default":true},"tlsOnly":{"type":"boolean","default":false},"allowedOrigins":{"type":"array","items":{"type":"string","minLength":1},"default":["*"]},"clientEvents":{"type":"boolean","default":false},"subscriptionCount":{"type":"boolean","default":false},"watchlist":{"type":"boolean","default":false},"authorizedConnections":{"type":"boolean","default":false},"revokeRemovedKeys":{"type":"boolean","default":false},"domains":{"type":"array","items":{"type":"string","minLength":1},"default":[]},"domainOptions":{"type":"object","default":{},"additionalProperties":{"type":"object"}},"history":{"type":"object","default":{},"additionalProperties":{"type":"object","additionalProperties":false,"required":["size","ttl"],"properties":{"size":{"type":"integer","minimum":1,"maximum":10000},"ttl":{"type":"string","pattern":"^[1-9]\\d{0,5}[smhd]$"}}}},"activityTimeout":{"type":"number","minimum":0.05,"maximum":86400,"default":120},"pongTimeout":{"type":"number","minimum":0.05,"maximum":3600,"default":30},"authorizationTimeout":{"type":"number","minimum":0.05,"maximum":3600,"default":30},"cacheTtl":{"type":"number","minimum":0.05,"maximum":86400,"default":1800},"countInterval":{"type":"number","minimum":0.05,"maximum":3600,"default":5},"webhooks":{"type":"array","maxItems":100,"items":{"$ref":"#/$defs/WebhookEndpoint"},"default":[]},"limits":{"type":"object","additionalProperties":false,"default":{},"properties":{"connections":{"type":"integer","minimum":0,"default":0},"connectsPerSecond":{"type":"integer","minimum":0,"default":0},"eventsPerSecond":{"type":"integer","minimum":0,"default":0},"readsPerSecond":{"type":"integer","minimum":0,"default":0},"rememberedBytes":{"type":"integer","minimum":65536,"default":67108864},"rememberedEntries":{"type":"integer","minimum":100,"default":100000},"messagesPerSecond":{"type":"integer","minimum":0,"maximum":1000000,"default":2000},"subscribesPerSecond":{"type":"integer","minimum":1,"default":1000},"presenceLeavesPerSecond":{"type":"integer","minimum":1,"default":10},"channelsPerConnection":{"type":"integer","minimum":1,"default":1000},"channelNameBytesPerConnection":{"type":"integer","minimum":1024,"default":65536},"channelNameLength":{"type":"integer","minimum":1,"maximum":1024,"default":164},"eventNameLength":{"type":"integer","minimum":1,"maximum":1024,"default":200},"eventBytes":{"type":"integer","minimum":1,"maximum":8388608,"default":10240},"channelsPerEvent":{"type":"integer","minimum":1,"maximum":10000,"default":100},"eventsPerBatch":{"type":"integer","minimum":1,"maximum":1000,"default":10},"presenceMembers":{"type":"integer","minimum":1,"default":100},"userInfoBytes":{"type":"integer","minimum":1,"default":1024},"userIdLength":{"type":"integer","minimum":1,"default":128},"watchlist":{"type":"integer","minimum":0,"default":100},"clientEventsPerSecond":{"type":"integer","minimum":1,"default":10}}}}}}};
const func2 = Object.prototype.hasOwnProperty;
const func5 = countCharacters;
const pattern0 = new RegExp("^(/[^/?#]+)*$", "u");
const pattern1 = new RegExp("^[0-9a-fA-F.:]+(/\\d{1,3})?$", "u");
const pattern2 = new RegExp("^(rediss?://|/)\\S+$", "u");
const pattern3 = new RegExp("^[A-Za-z0-9_.-]{1,64}$", "u");
const pattern4 = new RegExp("^[\\x21-\\x7e]{1,256}$", "u");
const schema7 = {"title":"AppSettings","type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean","default":true},"tlsOnly":{"type":"boolean","default":false},"allowedOrigins":{"type":"array","items":{"type":"string","minLength":1},"default":["*"]},"clientEvents":{"type":"boolean","default":false},"subscriptionCount":{"type":"boolean","default":false},"watchlist":{"type":"boolean","default":false},"authorizedConnections":{"type":"boolean","default":false},"revokeRemovedKeys":{"type":"boolean","default":false},"domains":{"type":"array","items":{"type":"string","minLength":1},"default":[]},"domainOptions":{"type":"object","default":{},"additionalProperties":{"type":"object"}},"history":{"type":"object","default":{},"additionalProperties":{"type":"object","additionalProperties":false,"required":["size","ttl"],"properties":{"size":{"type":"integer","minimum":1,"maximum":10000},"ttl":{"type":"string","pattern":"^[1-9]\\d{0,5}[smhd]$"}}}},"activityTimeout":{"type":"number","minimum":0.05,"maximum":86400,"default":120},"pongTimeout":{"type":"number","minimum":0.05,"maximum":3600,"default":30},"authorizationTimeout":{"type":"number","minimum":0.05,"maximum":3600,"default":30},"cacheTtl":{"type":"number","minimum":0.05,"maximum":86400,"default":1800},"countInterval":{"type":"number","minimum":0.05,"maximum":3600,"default":5},"webhooks":{"type":"array","maxItems":100,"items":{"$ref":"#/$defs/WebhookEndpoint"},"default":[]},"limits":{"type":"object","additionalProperties":false,"default":{},"properties":{"connections":{"type":"integer","minimum":0,"default":0},"connectsPerSecond":{"type":"integer","minimum":0,"default":0},"eventsPerSecond":{"type":"integer","minimum":0,"default":0},"readsPerSecond":{"type":"integer","minimum":0,"default":0},"rememberedBytes":{"type":"integer","minimum":65536,"default":67108864},"rememberedEntries":{"type":"integer","minimum":100,"default":100000},"messagesPerSecond":{"type":"integer","minimum":0,"maximum":1000000,"default":2000},"subscribesPerSecond":{"type":"integer","minimum":1,"default":1000},"presenceLeavesPerSecond":{"type":"integer","minimum":1,"default":10},"channelsPerConnection":{"type":"integer","minimum":1,"default":1000},"channelNameBytesPerConnection":{"type":"integer","minimum":1024,"default":65536},"channelNameLength":{"type":"integer","minimum":1,"maximum":1024,"default":164},"eventNameLength":{"type":"integer","minimum":1,"maximum":1024,"default":200},"eventBytes":{"type":"integer","minimum":1,"maximum":8388608,"default":10240},"channelsPerEvent":{"type":"integer","minimum":1,"maximum":10000,"default":100},"eventsPerBatch":{"type":"integer","minimum":1,"maximum":1000,"default":10},"presenceMembers":{"type":"integer","minimum":1,"default":100},"userInfoBytes":{"type":"integer","minimum":1,"default":1024},"userIdLength":{"type":"integer","minimum":1,"default":128},"watchlist":{"type":"integer","minimum":0,"default":100},"clientEventsPerSecond":{"type":"integer","minimum":1,"default":10}}}}};
const pattern5 = new RegExp("^[1-9]\\d{0,5}[smhd]$", "u");
const schema8 = {"title":"WebhookEndpoint","type":"object","additionalProperties":false,"required":["url"],"properties":{"url":{"type":"string","maxLength":2048,"pattern":"^https?://[^\\s#]+$"},"events":{"type":"array","minItems":1,"items":{"type":"string","enum":["channel_occupied","channel_vacated","member_added","member_removed","client_event","subscription_count","cache_miss"]}},"channels":{"type":"array","minItems":1,"items":{"type":"string","pattern":"^[-a-zA-Z0-9_=@,.;*]{1,1024}$"}},"headers":{"type":"object","propertyNames":{"pattern":"^[-a-zA-Z0-9_]{1,100}$"},"additionalProperties":{"type":"string","maxLength":4096,"pattern":"^[\\x20-\\x7e]*$"}},"batch":{"type":"boolean"}}};
const pattern6 = new RegExp("^https?://[^\\s#]+$", "u");
const pattern7 = new RegExp("^[-a-zA-Z0-9_=@,.;*]{1,1024}$", "u");
const pattern8 = new RegExp("^[-a-zA-Z0-9_]{1,100}$", "u");
const pattern9 = new RegExp("^[\\x20-\\x7e]*$", "u");

function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.url === undefined) && (missing0 = "url")){
validate23.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'",schema:schema8.required,parentSchema:schema8,data}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((((key0 === "url") || (key0 === "events")) || (key0 === "channels")) || (key0 === "headers")) || (key0 === "batch"))){
validate23.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema8,data}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.url !== undefined){
let data0 = data.url;
const _errs2 = errors;
if(errors === _errs2){
if(typeof data0 === "string"){
if(func5(data0) > 2048){
validate23.errors = [{instancePath:instancePath+"/url",schemaPath:"#/properties/url/maxLength",keyword:"maxLength",params:{limit: 2048},message:"must NOT have more than 2048 characters",schema:2048,parentSchema:schema8.properties.url,data:data0}];
return false;
}
else {
if(!pattern6.test(data0)){
validate23.errors = [{instancePath:instancePath+"/url",schemaPath:"#/properties/url/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s#]+$"},message:"must match pattern \""+"^https?://[^\\s#]+$"+"\"",schema:"^https?://[^\\s#]+$",parentSchema:schema8.properties.url,data:data0}];
return false;
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/url",schemaPath:"#/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema8.properties.url.type,parentSchema:schema8.properties.url,data:data0}];
return false;
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.events !== undefined){
let data1 = data.events;
const _errs4 = errors;
if(errors === _errs4){
if(Array.isArray(data1)){
if(data1.length < 1){
validate23.errors = [{instancePath:instancePath+"/events",schemaPath:"#/properties/events/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema8.properties.events,data:data1}];
return false;
}
else {
var valid1 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
const _errs6 = errors;
if(typeof data2 !== "string"){
validate23.errors = [{instancePath:instancePath+"/events/" + i0,schemaPath:"#/properties/events/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema8.properties.events.items.type,parentSchema:schema8.properties.events.items,data:data2}];
return false;
}
if(!(((((((data2 === "channel_occupied") || (data2 === "channel_vacated")) || (data2 === "member_added")) || (data2 === "member_removed")) || (data2 === "client_event")) || (data2 === "subscription_count")) || (data2 === "cache_miss"))){
validate23.errors = [{instancePath:instancePath+"/events/" + i0,schemaPath:"#/properties/events/items/enum",keyword:"enum",params:{allowedValues: schema8.properties.events.items.enum},message:"must be equal to one of the allowed values",schema:schema8.properties.events.items.enum,parentSchema:schema8.properties.events.items,data:data2}];
return false;
}
var valid1 = _errs6 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/events",schemaPath:"#/properties/events/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema8.properties.events.type,parentSchema:schema8.properties.events,data:data1}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.channels !== undefined){
let data3 = data.channels;
const _errs8 = errors;
if(errors === _errs8){
if(Array.isArray(data3)){
if(data3.length < 1){
validate23.errors = [{instancePath:instancePath+"/channels",schemaPath:"#/properties/channels/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema8.properties.channels,data:data3}];
return false;
}
else {
var valid2 = true;
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
let data4 = data3[i1];
const _errs10 = errors;
if(errors === _errs10){
if(typeof data4 === "string"){
if(!pattern7.test(data4)){
validate23.errors = [{instancePath:instancePath+"/channels/" + i1,schemaPath:"#/properties/channels/items/pattern",keyword:"pattern",params:{pattern: "^[-a-zA-Z0-9_=@,.;*]{1,1024}$"},message:"must match pattern \""+"^[-a-zA-Z0-9_=@,.;*]{1,1024}$"+"\"",schema:"^[-a-zA-Z0-9_=@,.;*]{1,1024}$",parentSchema:schema8.properties.channels.items,data:data4}];
return false;
}
}
else {
validate23.errors = [{instancePath:instancePath+"/channels/" + i1,schemaPath:"#/properties/channels/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema8.properties.channels.items.type,parentSchema:schema8.properties.channels.items,data:data4}];
return false;
}
}
var valid2 = _errs10 === errors;
if(!valid2){
break;
}
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/channels",schemaPath:"#/properties/channels/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema8.properties.channels.type,parentSchema:schema8.properties.channels,data:data3}];
return false;
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.headers !== undefined){
let data5 = data.headers;
const _errs12 = errors;
if(errors === _errs12){
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
for(const key1 in data5){
const _errs14 = errors;
if(typeof key1 === "string"){
if(!pattern8.test(key1)){
const err0 = {instancePath:instancePath+"/headers",schemaPath:"#/properties/headers/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[-a-zA-Z0-9_]{1,100}$"},message:"must match pattern \""+"^[-a-zA-Z0-9_]{1,100}$"+"\"",schema:"^[-a-zA-Z0-9_]{1,100}$",parentSchema:schema8.properties.headers.propertyNames,data:key1,propertyName:key1};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var valid3 = _errs14 === errors;
if(!valid3){
const err1 = {instancePath:instancePath+"/headers",schemaPath:"#/properties/headers/propertyNames",keyword:"propertyNames",params:{propertyName: key1},message:"property name must be valid",schema:schema8.properties.headers.propertyNames,parentSchema:schema8.properties.headers,data:data5};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
validate23.errors = vErrors;
return false;
break;
}
}
if(valid3){
for(const key2 in data5){
let data6 = data5[key2];
const _errs16 = errors;
if(errors === _errs16){
if(typeof data6 === "string"){
if(func5(data6) > 4096){
validate23.errors = [{instancePath:instancePath+"/headers/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/headers/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 4096},message:"must NOT have more than 4096 characters",schema:4096,parentSchema:schema8.properties.headers.additionalProperties,data:data6}];
return false;
}
else {
if(!pattern9.test(data6)){
validate23.errors = [{instancePath:instancePath+"/headers/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/headers/additionalProperties/pattern",keyword:"pattern",params:{pattern: "^[\\x20-\\x7e]*$"},message:"must match pattern \""+"^[\\x20-\\x7e]*$"+"\"",schema:"^[\\x20-\\x7e]*$",parentSchema:schema8.properties.headers.additionalProperties,data:data6}];
return false;
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/headers/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/headers/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema8.properties.headers.additionalProperties.type,parentSchema:schema8.properties.headers.additionalProperties,data:data6}];
return false;
}
}
var valid4 = _errs16 === errors;
if(!valid4){
break;
}
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/headers",schemaPath:"#/properties/headers/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema8.properties.headers.type,parentSchema:schema8.properties.headers,data:data5}];
return false;
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.batch !== undefined){
let data7 = data.batch;
const _errs18 = errors;
if(typeof data7 !== "boolean"){
validate23.errors = [{instancePath:instancePath+"/batch",schemaPath:"#/properties/batch/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema8.properties.batch.type,parentSchema:schema8.properties.batch,data:data7}];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate23.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema8.type,parentSchema:schema8,data}];
return false;
}
}
validate23.errors = vErrors;
return errors === 0;
}


function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema7.properties, key0))){
validate22.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema7,data}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.enabled !== undefined){
let data0 = data.enabled;
const _errs2 = errors;
if(typeof data0 !== "boolean"){
validate22.errors = [{instancePath:instancePath+"/enabled",schemaPath:"#/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema7.properties.enabled.type,parentSchema:schema7.properties.enabled,data:data0}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.tlsOnly !== undefined){
let data1 = data.tlsOnly;
const _errs4 = errors;
if(typeof data1 !== "boolean"){
validate22.errors = [{instancePath:instancePath+"/tlsOnly",schemaPath:"#/properties/tlsOnly/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema7.properties.tlsOnly.type,parentSchema:schema7.properties.tlsOnly,data:data1}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.allowedOrigins !== undefined){
let data2 = data.allowedOrigins;
const _errs6 = errors;
if(errors === _errs6){
if(Array.isArray(data2)){
var valid1 = true;
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
const _errs8 = errors;
if(errors === _errs8){
if(typeof data3 === "string"){
if(func5(data3) < 1){
validate22.errors = [{instancePath:instancePath+"/allowedOrigins/" + i0,schemaPath:"#/properties/allowedOrigins/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema7.properties.allowedOrigins.items,data:data3}];
return false;
}
}
else {
validate22.errors = [{instancePath:instancePath+"/allowedOrigins/" + i0,schemaPath:"#/properties/allowedOrigins/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema7.properties.allowedOrigins.items.type,parentSchema:schema7.properties.allowedOrigins.items,data:data3}];
return false;
}
}
var valid1 = _errs8 === errors;
if(!valid1){
break;
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/allowedOrigins",schemaPath:"#/properties/allowedOrigins/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema7.properties.allowedOrigins.type,parentSchema:schema7.properties.allowedOrigins,data:data2}];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.clientEvents !== undefined){
let data4 = data.clientEvents;
const _errs10 = errors;
if(typeof data4 !== "boolean"){
validate22.errors = [{instancePath:instancePath+"/clientEvents",schemaPath:"#/properties/clientEvents/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema7.properties.clientEvents.type,parentSchema:schema7.properties.clientEvents,data:data4}];
return false;
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.subscriptionCount !== undefined){
let data5 = data.subscriptionCount;
const _errs12 = errors;
if(typeof data5 !== "boolean"){
validate22.errors = [{instancePath:instancePath+"/subscriptionCount",schemaPath:"#/properties/subscriptionCount/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema7.properties.subscriptionCount.type,parentSchema:schema7.properties.subscriptionCount,data:data5}];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.watchlist !== undefined){
let data6 = data.watchlist;
const _errs14 = errors;
if(typeof data6 !== "boolean"){
validate22.errors = [{instancePath:instancePath+"/watchlist",schemaPath:"#/properties/watchlist/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema7.properties.watchlist.type,parentSchema:schema7.properties.watchlist,data:data6}];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.authorizedConnections !== undefined){
let data7 = data.authorizedConnections;
const _errs16 = errors;
if(typeof data7 !== "boolean"){
validate22.errors = [{instancePath:instancePath+"/authorizedConnections",schemaPath:"#/properties/authorizedConnections/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema7.properties.authorizedConnections.type,parentSchema:schema7.properties.authorizedConnections,data:data7}];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.revokeRemovedKeys !== undefined){
let data8 = data.revokeRemovedKeys;
const _errs18 = errors;
if(typeof data8 !== "boolean"){
validate22.errors = [{instancePath:instancePath+"/revokeRemovedKeys",schemaPath:"#/properties/revokeRemovedKeys/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema7.properties.revokeRemovedKeys.type,parentSchema:schema7.properties.revokeRemovedKeys,data:data8}];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.domains !== undefined){
let data9 = data.domains;
const _errs20 = errors;
if(errors === _errs20){
if(Array.isArray(data9)){
var valid2 = true;
const len1 = data9.length;
for(let i1=0; i1<len1; i1++){
let data10 = data9[i1];
const _errs22 = errors;
if(errors === _errs22){
if(typeof data10 === "string"){
if(func5(data10) < 1){
validate22.errors = [{instancePath:instancePath+"/domains/" + i1,schemaPath:"#/properties/domains/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema7.properties.domains.items,data:data10}];
return false;
}
}
else {
validate22.errors = [{instancePath:instancePath+"/domains/" + i1,schemaPath:"#/properties/domains/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema7.properties.domains.items.type,parentSchema:schema7.properties.domains.items,data:data10}];
return false;
}
}
var valid2 = _errs22 === errors;
if(!valid2){
break;
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/domains",schemaPath:"#/properties/domains/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema7.properties.domains.type,parentSchema:schema7.properties.domains,data:data9}];
return false;
}
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.domainOptions !== undefined){
let data11 = data.domainOptions;
const _errs24 = errors;
if(errors === _errs24){
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
for(const key1 in data11){
let data12 = data11[key1];
const _errs27 = errors;
if(!(data12 && typeof data12 == "object" && !Array.isArray(data12))){
validate22.errors = [{instancePath:instancePath+"/domainOptions/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/domainOptions/additionalProperties/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema7.properties.domainOptions.additionalProperties.type,parentSchema:schema7.properties.domainOptions.additionalProperties,data:data12}];
return false;
}
var valid3 = _errs27 === errors;
if(!valid3){
break;
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/domainOptions",schemaPath:"#/properties/domainOptions/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema7.properties.domainOptions.type,parentSchema:schema7.properties.domainOptions,data:data11}];
return false;
}
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.history !== undefined){
let data13 = data.history;
const _errs29 = errors;
if(errors === _errs29){
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key2 in data13){
let data14 = data13[key2];
const _errs32 = errors;
if(errors === _errs32){
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
let missing0;
if(((data14.size === undefined) && (missing0 = "size")) || ((data14.ttl === undefined) && (missing0 = "ttl"))){
validate22.errors = [{instancePath:instancePath+"/history/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/history/additionalProperties/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'",schema:schema7.properties.history.additionalProperties.required,parentSchema:schema7.properties.history.additionalProperties,data:data14}];
return false;
}
else {
const _errs34 = errors;
for(const key3 in data14){
if(!((key3 === "size") || (key3 === "ttl"))){
validate22.errors = [{instancePath:instancePath+"/history/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/history/additionalProperties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema7.properties.history.additionalProperties,data:data14}];
return false;
break;
}
}
if(_errs34 === errors){
if(data14.size !== undefined){
let data15 = data14.size;
const _errs35 = errors;
if(!((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15)))){
validate22.errors = [{instancePath:instancePath+"/history/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/size",schemaPath:"#/properties/history/additionalProperties/properties/size/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.history.additionalProperties.properties.size.type,parentSchema:schema7.properties.history.additionalProperties.properties.size,data:data15}];
return false;
}
if(errors === _errs35){
if(typeof data15 == "number"){
if(data15 > 10000 || isNaN(data15)){
validate22.errors = [{instancePath:instancePath+"/history/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/size",schemaPath:"#/properties/history/additionalProperties/properties/size/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema7.properties.history.additionalProperties.properties.size,data:data15}];
return false;
}
else {
if(data15 < 1 || isNaN(data15)){
validate22.errors = [{instancePath:instancePath+"/history/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/size",schemaPath:"#/properties/history/additionalProperties/properties/size/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema7.properties.history.additionalProperties.properties.size,data:data15}];
return false;
}
}
}
}
var valid5 = _errs35 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data14.ttl !== undefined){
let data16 = data14.ttl;
const _errs37 = errors;
if(errors === _errs37){
if(typeof data16 === "string"){
if(!pattern5.test(data16)){
validate22.errors = [{instancePath:instancePath+"/history/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/ttl",schemaPath:"#/properties/history/additionalProperties/properties/ttl/pattern",keyword:"pattern",params:{pattern: "^[1-9]\\d{0,5}[smhd]$"},message:"must match pattern \""+"^[1-9]\\d{0,5}[smhd]$"+"\"",schema:"^[1-9]\\d{0,5}[smhd]$",parentSchema:schema7.properties.history.additionalProperties.properties.ttl,data:data16}];
return false;
}
}
else {
validate22.errors = [{instancePath:instancePath+"/history/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/ttl",schemaPath:"#/properties/history/additionalProperties/properties/ttl/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema7.properties.history.additionalProperties.properties.ttl.type,parentSchema:schema7.properties.history.additionalProperties.properties.ttl,data:data16}];
return false;
}
}
var valid5 = _errs37 === errors;
}
else {
var valid5 = true;
}
}
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/history/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/history/additionalProperties/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema7.properties.history.additionalProperties.type,parentSchema:schema7.properties.history.additionalProperties,data:data14}];
return false;
}
}
var valid4 = _errs32 === errors;
if(!valid4){
break;
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/history",schemaPath:"#/properties/history/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema7.properties.history.type,parentSchema:schema7.properties.history,data:data13}];
return false;
}
}
var valid0 = _errs29 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.activityTimeout !== undefined){
let data17 = data.activityTimeout;
const _errs39 = errors;
if(errors === _errs39){
if(typeof data17 == "number"){
if(data17 > 86400 || isNaN(data17)){
validate22.errors = [{instancePath:instancePath+"/activityTimeout",schemaPath:"#/properties/activityTimeout/maximum",keyword:"maximum",params:{comparison: "<=", limit: 86400},message:"must be <= 86400",schema:86400,parentSchema:schema7.properties.activityTimeout,data:data17}];
return false;
}
else {
if(data17 < 0.05 || isNaN(data17)){
validate22.errors = [{instancePath:instancePath+"/activityTimeout",schemaPath:"#/properties/activityTimeout/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema7.properties.activityTimeout,data:data17}];
return false;
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/activityTimeout",schemaPath:"#/properties/activityTimeout/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema7.properties.activityTimeout.type,parentSchema:schema7.properties.activityTimeout,data:data17}];
return false;
}
}
var valid0 = _errs39 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pongTimeout !== undefined){
let data18 = data.pongTimeout;
const _errs41 = errors;
if(errors === _errs41){
if(typeof data18 == "number"){
if(data18 > 3600 || isNaN(data18)){
validate22.errors = [{instancePath:instancePath+"/pongTimeout",schemaPath:"#/properties/pongTimeout/maximum",keyword:"maximum",params:{comparison: "<=", limit: 3600},message:"must be <= 3600",schema:3600,parentSchema:schema7.properties.pongTimeout,data:data18}];
return false;
}
else {
if(data18 < 0.05 || isNaN(data18)){
validate22.errors = [{instancePath:instancePath+"/pongTimeout",schemaPath:"#/properties/pongTimeout/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema7.properties.pongTimeout,data:data18}];
return false;
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/pongTimeout",schemaPath:"#/properties/pongTimeout/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema7.properties.pongTimeout.type,parentSchema:schema7.properties.pongTimeout,data:data18}];
return false;
}
}
var valid0 = _errs41 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.authorizationTimeout !== undefined){
let data19 = data.authorizationTimeout;
const _errs43 = errors;
if(errors === _errs43){
if(typeof data19 == "number"){
if(data19 > 3600 || isNaN(data19)){
validate22.errors = [{instancePath:instancePath+"/authorizationTimeout",schemaPath:"#/properties/authorizationTimeout/maximum",keyword:"maximum",params:{comparison: "<=", limit: 3600},message:"must be <= 3600",schema:3600,parentSchema:schema7.properties.authorizationTimeout,data:data19}];
return false;
}
else {
if(data19 < 0.05 || isNaN(data19)){
validate22.errors = [{instancePath:instancePath+"/authorizationTimeout",schemaPath:"#/properties/authorizationTimeout/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema7.properties.authorizationTimeout,data:data19}];
return false;
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/authorizationTimeout",schemaPath:"#/properties/authorizationTimeout/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema7.properties.authorizationTimeout.type,parentSchema:schema7.properties.authorizationTimeout,data:data19}];
return false;
}
}
var valid0 = _errs43 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.cacheTtl !== undefined){
let data20 = data.cacheTtl;
const _errs45 = errors;
if(errors === _errs45){
if(typeof data20 == "number"){
if(data20 > 86400 || isNaN(data20)){
validate22.errors = [{instancePath:instancePath+"/cacheTtl",schemaPath:"#/properties/cacheTtl/maximum",keyword:"maximum",params:{comparison: "<=", limit: 86400},message:"must be <= 86400",schema:86400,parentSchema:schema7.properties.cacheTtl,data:data20}];
return false;
}
else {
if(data20 < 0.05 || isNaN(data20)){
validate22.errors = [{instancePath:instancePath+"/cacheTtl",schemaPath:"#/properties/cacheTtl/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema7.properties.cacheTtl,data:data20}];
return false;
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/cacheTtl",schemaPath:"#/properties/cacheTtl/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema7.properties.cacheTtl.type,parentSchema:schema7.properties.cacheTtl,data:data20}];
return false;
}
}
var valid0 = _errs45 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.countInterval !== undefined){
let data21 = data.countInterval;
const _errs47 = errors;
if(errors === _errs47){
if(typeof data21 == "number"){
if(data21 > 3600 || isNaN(data21)){
validate22.errors = [{instancePath:instancePath+"/countInterval",schemaPath:"#/properties/countInterval/maximum",keyword:"maximum",params:{comparison: "<=", limit: 3600},message:"must be <= 3600",schema:3600,parentSchema:schema7.properties.countInterval,data:data21}];
return false;
}
else {
if(data21 < 0.05 || isNaN(data21)){
validate22.errors = [{instancePath:instancePath+"/countInterval",schemaPath:"#/properties/countInterval/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema7.properties.countInterval,data:data21}];
return false;
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/countInterval",schemaPath:"#/properties/countInterval/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema7.properties.countInterval.type,parentSchema:schema7.properties.countInterval,data:data21}];
return false;
}
}
var valid0 = _errs47 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.webhooks !== undefined){
let data22 = data.webhooks;
const _errs49 = errors;
if(errors === _errs49){
if(Array.isArray(data22)){
if(data22.length > 100){
validate22.errors = [{instancePath:instancePath+"/webhooks",schemaPath:"#/properties/webhooks/maxItems",keyword:"maxItems",params:{limit: 100},message:"must NOT have more than 100 items",schema:100,parentSchema:schema7.properties.webhooks,data:data22}];
return false;
}
else {
var valid6 = true;
const len2 = data22.length;
for(let i2=0; i2<len2; i2++){
const _errs51 = errors;
if(!(validate23(data22[i2], {instancePath:instancePath+"/webhooks/" + i2,parentData:data22,parentDataProperty:i2,rootData}))){
vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
errors = vErrors.length;
}
var valid6 = _errs51 === errors;
if(!valid6){
break;
}
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/webhooks",schemaPath:"#/properties/webhooks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema7.properties.webhooks.type,parentSchema:schema7.properties.webhooks,data:data22}];
return false;
}
}
var valid0 = _errs49 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.limits !== undefined){
let data24 = data.limits;
const _errs52 = errors;
if(errors === _errs52){
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
const _errs54 = errors;
for(const key4 in data24){
if(!(func2.call(schema7.properties.limits.properties, key4))){
validate22.errors = [{instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema7.properties.limits,data:data24}];
return false;
break;
}
}
if(_errs54 === errors){
if(data24.connections !== undefined){
let data25 = data24.connections;
const _errs55 = errors;
if(!((typeof data25 == "number") && (!(data25 % 1) && !isNaN(data25)))){
validate22.errors = [{instancePath:instancePath+"/limits/connections",schemaPath:"#/properties/limits/properties/connections/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.connections.type,parentSchema:schema7.properties.limits.properties.connections,data:data25}];
return false;
}
if(errors === _errs55){
if(typeof data25 == "number"){
if(data25 < 0 || isNaN(data25)){
validate22.errors = [{instancePath:instancePath+"/limits/connections",schemaPath:"#/properties/limits/properties/connections/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema7.properties.limits.properties.connections,data:data25}];
return false;
}
}
}
var valid7 = _errs55 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.connectsPerSecond !== undefined){
let data26 = data24.connectsPerSecond;
const _errs57 = errors;
if(!((typeof data26 == "number") && (!(data26 % 1) && !isNaN(data26)))){
validate22.errors = [{instancePath:instancePath+"/limits/connectsPerSecond",schemaPath:"#/properties/limits/properties/connectsPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.connectsPerSecond.type,parentSchema:schema7.properties.limits.properties.connectsPerSecond,data:data26}];
return false;
}
if(errors === _errs57){
if(typeof data26 == "number"){
if(data26 < 0 || isNaN(data26)){
validate22.errors = [{instancePath:instancePath+"/limits/connectsPerSecond",schemaPath:"#/properties/limits/properties/connectsPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema7.properties.limits.properties.connectsPerSecond,data:data26}];
return false;
}
}
}
var valid7 = _errs57 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.eventsPerSecond !== undefined){
let data27 = data24.eventsPerSecond;
const _errs59 = errors;
if(!((typeof data27 == "number") && (!(data27 % 1) && !isNaN(data27)))){
validate22.errors = [{instancePath:instancePath+"/limits/eventsPerSecond",schemaPath:"#/properties/limits/properties/eventsPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.eventsPerSecond.type,parentSchema:schema7.properties.limits.properties.eventsPerSecond,data:data27}];
return false;
}
if(errors === _errs59){
if(typeof data27 == "number"){
if(data27 < 0 || isNaN(data27)){
validate22.errors = [{instancePath:instancePath+"/limits/eventsPerSecond",schemaPath:"#/properties/limits/properties/eventsPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema7.properties.limits.properties.eventsPerSecond,data:data27}];
return false;
}
}
}
var valid7 = _errs59 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.readsPerSecond !== undefined){
let data28 = data24.readsPerSecond;
const _errs61 = errors;
if(!((typeof data28 == "number") && (!(data28 % 1) && !isNaN(data28)))){
validate22.errors = [{instancePath:instancePath+"/limits/readsPerSecond",schemaPath:"#/properties/limits/properties/readsPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.readsPerSecond.type,parentSchema:schema7.properties.limits.properties.readsPerSecond,data:data28}];
return false;
}
if(errors === _errs61){
if(typeof data28 == "number"){
if(data28 < 0 || isNaN(data28)){
validate22.errors = [{instancePath:instancePath+"/limits/readsPerSecond",schemaPath:"#/properties/limits/properties/readsPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema7.properties.limits.properties.readsPerSecond,data:data28}];
return false;
}
}
}
var valid7 = _errs61 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.rememberedBytes !== undefined){
let data29 = data24.rememberedBytes;
const _errs63 = errors;
if(!((typeof data29 == "number") && (!(data29 % 1) && !isNaN(data29)))){
validate22.errors = [{instancePath:instancePath+"/limits/rememberedBytes",schemaPath:"#/properties/limits/properties/rememberedBytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.rememberedBytes.type,parentSchema:schema7.properties.limits.properties.rememberedBytes,data:data29}];
return false;
}
if(errors === _errs63){
if(typeof data29 == "number"){
if(data29 < 65536 || isNaN(data29)){
validate22.errors = [{instancePath:instancePath+"/limits/rememberedBytes",schemaPath:"#/properties/limits/properties/rememberedBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 65536},message:"must be >= 65536",schema:65536,parentSchema:schema7.properties.limits.properties.rememberedBytes,data:data29}];
return false;
}
}
}
var valid7 = _errs63 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.rememberedEntries !== undefined){
let data30 = data24.rememberedEntries;
const _errs65 = errors;
if(!((typeof data30 == "number") && (!(data30 % 1) && !isNaN(data30)))){
validate22.errors = [{instancePath:instancePath+"/limits/rememberedEntries",schemaPath:"#/properties/limits/properties/rememberedEntries/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.rememberedEntries.type,parentSchema:schema7.properties.limits.properties.rememberedEntries,data:data30}];
return false;
}
if(errors === _errs65){
if(typeof data30 == "number"){
if(data30 < 100 || isNaN(data30)){
validate22.errors = [{instancePath:instancePath+"/limits/rememberedEntries",schemaPath:"#/properties/limits/properties/rememberedEntries/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100},message:"must be >= 100",schema:100,parentSchema:schema7.properties.limits.properties.rememberedEntries,data:data30}];
return false;
}
}
}
var valid7 = _errs65 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.messagesPerSecond !== undefined){
let data31 = data24.messagesPerSecond;
const _errs67 = errors;
if(!((typeof data31 == "number") && (!(data31 % 1) && !isNaN(data31)))){
validate22.errors = [{instancePath:instancePath+"/limits/messagesPerSecond",schemaPath:"#/properties/limits/properties/messagesPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.messagesPerSecond.type,parentSchema:schema7.properties.limits.properties.messagesPerSecond,data:data31}];
return false;
}
if(errors === _errs67){
if(typeof data31 == "number"){
if(data31 > 1000000 || isNaN(data31)){
validate22.errors = [{instancePath:instancePath+"/limits/messagesPerSecond",schemaPath:"#/properties/limits/properties/messagesPerSecond/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000",schema:1000000,parentSchema:schema7.properties.limits.properties.messagesPerSecond,data:data31}];
return false;
}
else {
if(data31 < 0 || isNaN(data31)){
validate22.errors = [{instancePath:instancePath+"/limits/messagesPerSecond",schemaPath:"#/properties/limits/properties/messagesPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema7.properties.limits.properties.messagesPerSecond,data:data31}];
return false;
}
}
}
}
var valid7 = _errs67 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.subscribesPerSecond !== undefined){
let data32 = data24.subscribesPerSecond;
const _errs69 = errors;
if(!((typeof data32 == "number") && (!(data32 % 1) && !isNaN(data32)))){
validate22.errors = [{instancePath:instancePath+"/limits/subscribesPerSecond",schemaPath:"#/properties/limits/properties/subscribesPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.subscribesPerSecond.type,parentSchema:schema7.properties.limits.properties.subscribesPerSecond,data:data32}];
return false;
}
if(errors === _errs69){
if(typeof data32 == "number"){
if(data32 < 1 || isNaN(data32)){
validate22.errors = [{instancePath:instancePath+"/limits/subscribesPerSecond",schemaPath:"#/properties/limits/properties/subscribesPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema7.properties.limits.properties.subscribesPerSecond,data:data32}];
return false;
}
}
}
var valid7 = _errs69 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.presenceLeavesPerSecond !== undefined){
let data33 = data24.presenceLeavesPerSecond;
const _errs71 = errors;
if(!((typeof data33 == "number") && (!(data33 % 1) && !isNaN(data33)))){
validate22.errors = [{instancePath:instancePath+"/limits/presenceLeavesPerSecond",schemaPath:"#/properties/limits/properties/presenceLeavesPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.presenceLeavesPerSecond.type,parentSchema:schema7.properties.limits.properties.presenceLeavesPerSecond,data:data33}];
return false;
}
if(errors === _errs71){
if(typeof data33 == "number"){
if(data33 < 1 || isNaN(data33)){
validate22.errors = [{instancePath:instancePath+"/limits/presenceLeavesPerSecond",schemaPath:"#/properties/limits/properties/presenceLeavesPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema7.properties.limits.properties.presenceLeavesPerSecond,data:data33}];
return false;
}
}
}
var valid7 = _errs71 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.channelsPerConnection !== undefined){
let data34 = data24.channelsPerConnection;
const _errs73 = errors;
if(!((typeof data34 == "number") && (!(data34 % 1) && !isNaN(data34)))){
validate22.errors = [{instancePath:instancePath+"/limits/channelsPerConnection",schemaPath:"#/properties/limits/properties/channelsPerConnection/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.channelsPerConnection.type,parentSchema:schema7.properties.limits.properties.channelsPerConnection,data:data34}];
return false;
}
if(errors === _errs73){
if(typeof data34 == "number"){
if(data34 < 1 || isNaN(data34)){
validate22.errors = [{instancePath:instancePath+"/limits/channelsPerConnection",schemaPath:"#/properties/limits/properties/channelsPerConnection/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema7.properties.limits.properties.channelsPerConnection,data:data34}];
return false;
}
}
}
var valid7 = _errs73 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.channelNameBytesPerConnection !== undefined){
let data35 = data24.channelNameBytesPerConnection;
const _errs75 = errors;
if(!((typeof data35 == "number") && (!(data35 % 1) && !isNaN(data35)))){
validate22.errors = [{instancePath:instancePath+"/limits/channelNameBytesPerConnection",schemaPath:"#/properties/limits/properties/channelNameBytesPerConnection/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.channelNameBytesPerConnection.type,parentSchema:schema7.properties.limits.properties.channelNameBytesPerConnection,data:data35}];
return false;
}
if(errors === _errs75){
if(typeof data35 == "number"){
if(data35 < 1024 || isNaN(data35)){
validate22.errors = [{instancePath:instancePath+"/limits/channelNameBytesPerConnection",schemaPath:"#/properties/limits/properties/channelNameBytesPerConnection/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1024},message:"must be >= 1024",schema:1024,parentSchema:schema7.properties.limits.properties.channelNameBytesPerConnection,data:data35}];
return false;
}
}
}
var valid7 = _errs75 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.channelNameLength !== undefined){
let data36 = data24.channelNameLength;
const _errs77 = errors;
if(!((typeof data36 == "number") && (!(data36 % 1) && !isNaN(data36)))){
validate22.errors = [{instancePath:instancePath+"/limits/channelNameLength",schemaPath:"#/properties/limits/properties/channelNameLength/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.channelNameLength.type,parentSchema:schema7.properties.limits.properties.channelNameLength,data:data36}];
return false;
}
if(errors === _errs77){
if(typeof data36 == "number"){
if(data36 > 1024 || isNaN(data36)){
validate22.errors = [{instancePath:instancePath+"/limits/channelNameLength",schemaPath:"#/properties/limits/properties/channelNameLength/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1024},message:"must be <= 1024",schema:1024,parentSchema:schema7.properties.limits.properties.channelNameLength,data:data36}];
return false;
}
else {
if(data36 < 1 || isNaN(data36)){
validate22.errors = [{instancePath:instancePath+"/limits/channelNameLength",schemaPath:"#/properties/limits/properties/channelNameLength/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema7.properties.limits.properties.channelNameLength,data:data36}];
return false;
}
}
}
}
var valid7 = _errs77 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.eventNameLength !== undefined){
let data37 = data24.eventNameLength;
const _errs79 = errors;
if(!((typeof data37 == "number") && (!(data37 % 1) && !isNaN(data37)))){
validate22.errors = [{instancePath:instancePath+"/limits/eventNameLength",schemaPath:"#/properties/limits/properties/eventNameLength/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.eventNameLength.type,parentSchema:schema7.properties.limits.properties.eventNameLength,data:data37}];
return false;
}
if(errors === _errs79){
if(typeof data37 == "number"){
if(data37 > 1024 || isNaN(data37)){
validate22.errors = [{instancePath:instancePath+"/limits/eventNameLength",schemaPath:"#/properties/limits/properties/eventNameLength/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1024},message:"must be <= 1024",schema:1024,parentSchema:schema7.properties.limits.properties.eventNameLength,data:data37}];
return false;
}
else {
if(data37 < 1 || isNaN(data37)){
validate22.errors = [{instancePath:instancePath+"/limits/eventNameLength",schemaPath:"#/properties/limits/properties/eventNameLength/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema7.properties.limits.properties.eventNameLength,data:data37}];
return false;
}
}
}
}
var valid7 = _errs79 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.eventBytes !== undefined){
let data38 = data24.eventBytes;
const _errs81 = errors;
if(!((typeof data38 == "number") && (!(data38 % 1) && !isNaN(data38)))){
validate22.errors = [{instancePath:instancePath+"/limits/eventBytes",schemaPath:"#/properties/limits/properties/eventBytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.eventBytes.type,parentSchema:schema7.properties.limits.properties.eventBytes,data:data38}];
return false;
}
if(errors === _errs81){
if(typeof data38 == "number"){
if(data38 > 8388608 || isNaN(data38)){
validate22.errors = [{instancePath:instancePath+"/limits/eventBytes",schemaPath:"#/properties/limits/properties/eventBytes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 8388608},message:"must be <= 8388608",schema:8388608,parentSchema:schema7.properties.limits.properties.eventBytes,data:data38}];
return false;
}
else {
if(data38 < 1 || isNaN(data38)){
validate22.errors = [{instancePath:instancePath+"/limits/eventBytes",schemaPath:"#/properties/limits/properties/eventBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema7.properties.limits.properties.eventBytes,data:data38}];
return false;
}
}
}
}
var valid7 = _errs81 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.channelsPerEvent !== undefined){
let data39 = data24.channelsPerEvent;
const _errs83 = errors;
if(!((typeof data39 == "number") && (!(data39 % 1) && !isNaN(data39)))){
validate22.errors = [{instancePath:instancePath+"/limits/channelsPerEvent",schemaPath:"#/properties/limits/properties/channelsPerEvent/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.channelsPerEvent.type,parentSchema:schema7.properties.limits.properties.channelsPerEvent,data:data39}];
return false;
}
if(errors === _errs83){
if(typeof data39 == "number"){
if(data39 > 10000 || isNaN(data39)){
validate22.errors = [{instancePath:instancePath+"/limits/channelsPerEvent",schemaPath:"#/properties/limits/properties/channelsPerEvent/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema7.properties.limits.properties.channelsPerEvent,data:data39}];
return false;
}
else {
if(data39 < 1 || isNaN(data39)){
validate22.errors = [{instancePath:instancePath+"/limits/channelsPerEvent",schemaPath:"#/properties/limits/properties/channelsPerEvent/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema7.properties.limits.properties.channelsPerEvent,data:data39}];
return false;
}
}
}
}
var valid7 = _errs83 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.eventsPerBatch !== undefined){
let data40 = data24.eventsPerBatch;
const _errs85 = errors;
if(!((typeof data40 == "number") && (!(data40 % 1) && !isNaN(data40)))){
validate22.errors = [{instancePath:instancePath+"/limits/eventsPerBatch",schemaPath:"#/properties/limits/properties/eventsPerBatch/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.eventsPerBatch.type,parentSchema:schema7.properties.limits.properties.eventsPerBatch,data:data40}];
return false;
}
if(errors === _errs85){
if(typeof data40 == "number"){
if(data40 > 1000 || isNaN(data40)){
validate22.errors = [{instancePath:instancePath+"/limits/eventsPerBatch",schemaPath:"#/properties/limits/properties/eventsPerBatch/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000},message:"must be <= 1000",schema:1000,parentSchema:schema7.properties.limits.properties.eventsPerBatch,data:data40}];
return false;
}
else {
if(data40 < 1 || isNaN(data40)){
validate22.errors = [{instancePath:instancePath+"/limits/eventsPerBatch",schemaPath:"#/properties/limits/properties/eventsPerBatch/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema7.properties.limits.properties.eventsPerBatch,data:data40}];
return false;
}
}
}
}
var valid7 = _errs85 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.presenceMembers !== undefined){
let data41 = data24.presenceMembers;
const _errs87 = errors;
if(!((typeof data41 == "number") && (!(data41 % 1) && !isNaN(data41)))){
validate22.errors = [{instancePath:instancePath+"/limits/presenceMembers",schemaPath:"#/properties/limits/properties/presenceMembers/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.presenceMembers.type,parentSchema:schema7.properties.limits.properties.presenceMembers,data:data41}];
return false;
}
if(errors === _errs87){
if(typeof data41 == "number"){
if(data41 < 1 || isNaN(data41)){
validate22.errors = [{instancePath:instancePath+"/limits/presenceMembers",schemaPath:"#/properties/limits/properties/presenceMembers/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema7.properties.limits.properties.presenceMembers,data:data41}];
return false;
}
}
}
var valid7 = _errs87 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.userInfoBytes !== undefined){
let data42 = data24.userInfoBytes;
const _errs89 = errors;
if(!((typeof data42 == "number") && (!(data42 % 1) && !isNaN(data42)))){
validate22.errors = [{instancePath:instancePath+"/limits/userInfoBytes",schemaPath:"#/properties/limits/properties/userInfoBytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.userInfoBytes.type,parentSchema:schema7.properties.limits.properties.userInfoBytes,data:data42}];
return false;
}
if(errors === _errs89){
if(typeof data42 == "number"){
if(data42 < 1 || isNaN(data42)){
validate22.errors = [{instancePath:instancePath+"/limits/userInfoBytes",schemaPath:"#/properties/limits/properties/userInfoBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema7.properties.limits.properties.userInfoBytes,data:data42}];
return false;
}
}
}
var valid7 = _errs89 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.userIdLength !== undefined){
let data43 = data24.userIdLength;
const _errs91 = errors;
if(!((typeof data43 == "number") && (!(data43 % 1) && !isNaN(data43)))){
validate22.errors = [{instancePath:instancePath+"/limits/userIdLength",schemaPath:"#/properties/limits/properties/userIdLength/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.userIdLength.type,parentSchema:schema7.properties.limits.properties.userIdLength,data:data43}];
return false;
}
if(errors === _errs91){
if(typeof data43 == "number"){
if(data43 < 1 || isNaN(data43)){
validate22.errors = [{instancePath:instancePath+"/limits/userIdLength",schemaPath:"#/properties/limits/properties/userIdLength/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema7.properties.limits.properties.userIdLength,data:data43}];
return false;
}
}
}
var valid7 = _errs91 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.watchlist !== undefined){
let data44 = data24.watchlist;
const _errs93 = errors;
if(!((typeof data44 == "number") && (!(data44 % 1) && !isNaN(data44)))){
validate22.errors = [{instancePath:instancePath+"/limits/watchlist",schemaPath:"#/properties/limits/properties/watchlist/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.watchlist.type,parentSchema:schema7.properties.limits.properties.watchlist,data:data44}];
return false;
}
if(errors === _errs93){
if(typeof data44 == "number"){
if(data44 < 0 || isNaN(data44)){
validate22.errors = [{instancePath:instancePath+"/limits/watchlist",schemaPath:"#/properties/limits/properties/watchlist/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema7.properties.limits.properties.watchlist,data:data44}];
return false;
}
}
}
var valid7 = _errs93 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data24.clientEventsPerSecond !== undefined){
let data45 = data24.clientEventsPerSecond;
const _errs95 = errors;
if(!((typeof data45 == "number") && (!(data45 % 1) && !isNaN(data45)))){
validate22.errors = [{instancePath:instancePath+"/limits/clientEventsPerSecond",schemaPath:"#/properties/limits/properties/clientEventsPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema7.properties.limits.properties.clientEventsPerSecond.type,parentSchema:schema7.properties.limits.properties.clientEventsPerSecond,data:data45}];
return false;
}
if(errors === _errs95){
if(typeof data45 == "number"){
if(data45 < 1 || isNaN(data45)){
validate22.errors = [{instancePath:instancePath+"/limits/clientEventsPerSecond",schemaPath:"#/properties/limits/properties/clientEventsPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema7.properties.limits.properties.clientEventsPerSecond,data:data45}];
return false;
}
}
}
var valid7 = _errs95 === errors;
}
else {
var valid7 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema7.properties.limits.type,parentSchema:schema7.properties.limits,data:data24}];
return false;
}
}
var valid0 = _errs52 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate22.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema7.type,parentSchema:schema7,data}];
return false;
}
}
validate22.errors = vErrors;
return errors === 0;
}

const schema9 = {"title":"AppEntry","type":"object","required":["id","key","secret"],"properties":{"id":{"type":"string","pattern":"^[^/?#\\s]{1,64}$"},"key":{"type":"string","pattern":"^\\S{1,128}$"},"secret":{"type":"string","minLength":1,"maxLength":256},"tokens":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["key","secret"],"properties":{"key":{"type":"string","pattern":"^\\S{1,128}$"},"secret":{"type":"string","minLength":1,"maxLength":256}}}},"enabled":{"type":"boolean","default":true},"tlsOnly":{"type":"boolean","default":false},"allowedOrigins":{"type":"array","items":{"type":"string","minLength":1},"default":["*"]},"clientEvents":{"type":"boolean","default":false},"subscriptionCount":{"type":"boolean","default":false},"watchlist":{"type":"boolean","default":false},"authorizedConnections":{"type":"boolean","default":false},"revokeRemovedKeys":{"type":"boolean","default":false},"domains":{"type":"array","items":{"type":"string","minLength":1},"default":[]},"domainOptions":{"type":"object","default":{},"additionalProperties":{"type":"object"}},"history":{"type":"object","default":{},"additionalProperties":{"type":"object","additionalProperties":false,"required":["size","ttl"],"properties":{"size":{"type":"integer","minimum":1,"maximum":10000},"ttl":{"type":"string","pattern":"^[1-9]\\d{0,5}[smhd]$"}}}},"activityTimeout":{"type":"number","minimum":0.05,"maximum":86400,"default":120},"pongTimeout":{"type":"number","minimum":0.05,"maximum":3600,"default":30},"authorizationTimeout":{"type":"number","minimum":0.05,"maximum":3600,"default":30},"cacheTtl":{"type":"number","minimum":0.05,"maximum":86400,"default":1800},"countInterval":{"type":"number","minimum":0.05,"maximum":3600,"default":5},"webhooks":{"type":"array","maxItems":100,"items":{"$ref":"#/$defs/WebhookEndpoint"},"default":[]},"limits":{"type":"object","additionalProperties":false,"default":{},"properties":{"connections":{"type":"integer","minimum":0,"default":0},"connectsPerSecond":{"type":"integer","minimum":0,"default":0},"eventsPerSecond":{"type":"integer","minimum":0,"default":0},"readsPerSecond":{"type":"integer","minimum":0,"default":0},"rememberedBytes":{"type":"integer","minimum":65536,"default":67108864},"rememberedEntries":{"type":"integer","minimum":100,"default":100000},"messagesPerSecond":{"type":"integer","minimum":0,"maximum":1000000,"default":2000},"subscribesPerSecond":{"type":"integer","minimum":1,"default":1000},"presenceLeavesPerSecond":{"type":"integer","minimum":1,"default":10},"channelsPerConnection":{"type":"integer","minimum":1,"default":1000},"channelNameBytesPerConnection":{"type":"integer","minimum":1024,"default":65536},"channelNameLength":{"type":"integer","minimum":1,"maximum":1024,"default":164},"eventNameLength":{"type":"integer","minimum":1,"maximum":1024,"default":200},"eventBytes":{"type":"integer","minimum":1,"maximum":8388608,"default":10240},"channelsPerEvent":{"type":"integer","minimum":1,"maximum":10000,"default":100},"eventsPerBatch":{"type":"integer","minimum":1,"maximum":1000,"default":10},"presenceMembers":{"type":"integer","minimum":1,"default":100},"userInfoBytes":{"type":"integer","minimum":1,"default":1024},"userIdLength":{"type":"integer","minimum":1,"default":128},"watchlist":{"type":"integer","minimum":0,"default":100},"clientEventsPerSecond":{"type":"integer","minimum":1,"default":10}}}},"additionalProperties":false};
const pattern10 = new RegExp("^[^/?#\\s]{1,64}$", "u");
const pattern11 = new RegExp("^\\S{1,128}$", "u");

function validate26(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.id === undefined) && (missing0 = "id")) || ((data.key === undefined) && (missing0 = "key"))) || ((data.secret === undefined) && (missing0 = "secret"))){
validate26.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'",schema:schema9.required,parentSchema:schema9,data}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema9.properties, key0))){
validate26.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema9,data}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.id !== undefined){
let data0 = data.id;
const _errs2 = errors;
if(errors === _errs2){
if(typeof data0 === "string"){
if(!pattern10.test(data0)){
validate26.errors = [{instancePath:instancePath+"/id",schemaPath:"#/properties/id/pattern",keyword:"pattern",params:{pattern: "^[^/?#\\s]{1,64}$"},message:"must match pattern \""+"^[^/?#\\s]{1,64}$"+"\"",schema:"^[^/?#\\s]{1,64}$",parentSchema:schema9.properties.id,data:data0}];
return false;
}
}
else {
validate26.errors = [{instancePath:instancePath+"/id",schemaPath:"#/properties/id/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema9.properties.id.type,parentSchema:schema9.properties.id,data:data0}];
return false;
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.key !== undefined){
let data1 = data.key;
const _errs4 = errors;
if(errors === _errs4){
if(typeof data1 === "string"){
if(!pattern11.test(data1)){
validate26.errors = [{instancePath:instancePath+"/key",schemaPath:"#/properties/key/pattern",keyword:"pattern",params:{pattern: "^\\S{1,128}$"},message:"must match pattern \""+"^\\S{1,128}$"+"\"",schema:"^\\S{1,128}$",parentSchema:schema9.properties.key,data:data1}];
return false;
}
}
else {
validate26.errors = [{instancePath:instancePath+"/key",schemaPath:"#/properties/key/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema9.properties.key.type,parentSchema:schema9.properties.key,data:data1}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.secret !== undefined){
let data2 = data.secret;
const _errs6 = errors;
if(errors === _errs6){
if(typeof data2 === "string"){
if(func5(data2) > 256){
validate26.errors = [{instancePath:instancePath+"/secret",schemaPath:"#/properties/secret/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema9.properties.secret,data:data2}];
return false;
}
else {
if(func5(data2) < 1){
validate26.errors = [{instancePath:instancePath+"/secret",schemaPath:"#/properties/secret/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema9.properties.secret,data:data2}];
return false;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/secret",schemaPath:"#/properties/secret/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema9.properties.secret.type,parentSchema:schema9.properties.secret,data:data2}];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.tokens !== undefined){
let data3 = data.tokens;
const _errs8 = errors;
if(errors === _errs8){
if(Array.isArray(data3)){
var valid1 = true;
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
let data4 = data3[i0];
const _errs10 = errors;
if(errors === _errs10){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
let missing1;
if(((data4.key === undefined) && (missing1 = "key")) || ((data4.secret === undefined) && (missing1 = "secret"))){
validate26.errors = [{instancePath:instancePath+"/tokens/" + i0,schemaPath:"#/properties/tokens/items/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'",schema:schema9.properties.tokens.items.required,parentSchema:schema9.properties.tokens.items,data:data4}];
return false;
}
else {
const _errs12 = errors;
for(const key1 in data4){
if(!((key1 === "key") || (key1 === "secret"))){
validate26.errors = [{instancePath:instancePath+"/tokens/" + i0,schemaPath:"#/properties/tokens/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema9.properties.tokens.items,data:data4}];
return false;
break;
}
}
if(_errs12 === errors){
if(data4.key !== undefined){
let data5 = data4.key;
const _errs13 = errors;
if(errors === _errs13){
if(typeof data5 === "string"){
if(!pattern11.test(data5)){
validate26.errors = [{instancePath:instancePath+"/tokens/" + i0+"/key",schemaPath:"#/properties/tokens/items/properties/key/pattern",keyword:"pattern",params:{pattern: "^\\S{1,128}$"},message:"must match pattern \""+"^\\S{1,128}$"+"\"",schema:"^\\S{1,128}$",parentSchema:schema9.properties.tokens.items.properties.key,data:data5}];
return false;
}
}
else {
validate26.errors = [{instancePath:instancePath+"/tokens/" + i0+"/key",schemaPath:"#/properties/tokens/items/properties/key/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema9.properties.tokens.items.properties.key.type,parentSchema:schema9.properties.tokens.items.properties.key,data:data5}];
return false;
}
}
var valid2 = _errs13 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data4.secret !== undefined){
let data6 = data4.secret;
const _errs15 = errors;
if(errors === _errs15){
if(typeof data6 === "string"){
if(func5(data6) > 256){
validate26.errors = [{instancePath:instancePath+"/tokens/" + i0+"/secret",schemaPath:"#/properties/tokens/items/properties/secret/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema9.properties.tokens.items.properties.secret,data:data6}];
return false;
}
else {
if(func5(data6) < 1){
validate26.errors = [{instancePath:instancePath+"/tokens/" + i0+"/secret",schemaPath:"#/properties/tokens/items/properties/secret/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema9.properties.tokens.items.properties.secret,data:data6}];
return false;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/tokens/" + i0+"/secret",schemaPath:"#/properties/tokens/items/properties/secret/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema9.properties.tokens.items.properties.secret.type,parentSchema:schema9.properties.tokens.items.properties.secret,data:data6}];
return false;
}
}
var valid2 = _errs15 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/tokens/" + i0,schemaPath:"#/properties/tokens/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema9.properties.tokens.items.type,parentSchema:schema9.properties.tokens.items,data:data4}];
return false;
}
}
var valid1 = _errs10 === errors;
if(!valid1){
break;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/tokens",schemaPath:"#/properties/tokens/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema9.properties.tokens.type,parentSchema:schema9.properties.tokens,data:data3}];
return false;
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.enabled !== undefined){
let data7 = data.enabled;
const _errs17 = errors;
if(typeof data7 !== "boolean"){
validate26.errors = [{instancePath:instancePath+"/enabled",schemaPath:"#/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema9.properties.enabled.type,parentSchema:schema9.properties.enabled,data:data7}];
return false;
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.tlsOnly !== undefined){
let data8 = data.tlsOnly;
const _errs19 = errors;
if(typeof data8 !== "boolean"){
validate26.errors = [{instancePath:instancePath+"/tlsOnly",schemaPath:"#/properties/tlsOnly/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema9.properties.tlsOnly.type,parentSchema:schema9.properties.tlsOnly,data:data8}];
return false;
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.allowedOrigins !== undefined){
let data9 = data.allowedOrigins;
const _errs21 = errors;
if(errors === _errs21){
if(Array.isArray(data9)){
var valid3 = true;
const len1 = data9.length;
for(let i1=0; i1<len1; i1++){
let data10 = data9[i1];
const _errs23 = errors;
if(errors === _errs23){
if(typeof data10 === "string"){
if(func5(data10) < 1){
validate26.errors = [{instancePath:instancePath+"/allowedOrigins/" + i1,schemaPath:"#/properties/allowedOrigins/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema9.properties.allowedOrigins.items,data:data10}];
return false;
}
}
else {
validate26.errors = [{instancePath:instancePath+"/allowedOrigins/" + i1,schemaPath:"#/properties/allowedOrigins/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema9.properties.allowedOrigins.items.type,parentSchema:schema9.properties.allowedOrigins.items,data:data10}];
return false;
}
}
var valid3 = _errs23 === errors;
if(!valid3){
break;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/allowedOrigins",schemaPath:"#/properties/allowedOrigins/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema9.properties.allowedOrigins.type,parentSchema:schema9.properties.allowedOrigins,data:data9}];
return false;
}
}
var valid0 = _errs21 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.clientEvents !== undefined){
let data11 = data.clientEvents;
const _errs25 = errors;
if(typeof data11 !== "boolean"){
validate26.errors = [{instancePath:instancePath+"/clientEvents",schemaPath:"#/properties/clientEvents/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema9.properties.clientEvents.type,parentSchema:schema9.properties.clientEvents,data:data11}];
return false;
}
var valid0 = _errs25 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.subscriptionCount !== undefined){
let data12 = data.subscriptionCount;
const _errs27 = errors;
if(typeof data12 !== "boolean"){
validate26.errors = [{instancePath:instancePath+"/subscriptionCount",schemaPath:"#/properties/subscriptionCount/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema9.properties.subscriptionCount.type,parentSchema:schema9.properties.subscriptionCount,data:data12}];
return false;
}
var valid0 = _errs27 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.watchlist !== undefined){
let data13 = data.watchlist;
const _errs29 = errors;
if(typeof data13 !== "boolean"){
validate26.errors = [{instancePath:instancePath+"/watchlist",schemaPath:"#/properties/watchlist/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema9.properties.watchlist.type,parentSchema:schema9.properties.watchlist,data:data13}];
return false;
}
var valid0 = _errs29 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.authorizedConnections !== undefined){
let data14 = data.authorizedConnections;
const _errs31 = errors;
if(typeof data14 !== "boolean"){
validate26.errors = [{instancePath:instancePath+"/authorizedConnections",schemaPath:"#/properties/authorizedConnections/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema9.properties.authorizedConnections.type,parentSchema:schema9.properties.authorizedConnections,data:data14}];
return false;
}
var valid0 = _errs31 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.revokeRemovedKeys !== undefined){
let data15 = data.revokeRemovedKeys;
const _errs33 = errors;
if(typeof data15 !== "boolean"){
validate26.errors = [{instancePath:instancePath+"/revokeRemovedKeys",schemaPath:"#/properties/revokeRemovedKeys/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema9.properties.revokeRemovedKeys.type,parentSchema:schema9.properties.revokeRemovedKeys,data:data15}];
return false;
}
var valid0 = _errs33 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.domains !== undefined){
let data16 = data.domains;
const _errs35 = errors;
if(errors === _errs35){
if(Array.isArray(data16)){
var valid4 = true;
const len2 = data16.length;
for(let i2=0; i2<len2; i2++){
let data17 = data16[i2];
const _errs37 = errors;
if(errors === _errs37){
if(typeof data17 === "string"){
if(func5(data17) < 1){
validate26.errors = [{instancePath:instancePath+"/domains/" + i2,schemaPath:"#/properties/domains/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema9.properties.domains.items,data:data17}];
return false;
}
}
else {
validate26.errors = [{instancePath:instancePath+"/domains/" + i2,schemaPath:"#/properties/domains/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema9.properties.domains.items.type,parentSchema:schema9.properties.domains.items,data:data17}];
return false;
}
}
var valid4 = _errs37 === errors;
if(!valid4){
break;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/domains",schemaPath:"#/properties/domains/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema9.properties.domains.type,parentSchema:schema9.properties.domains,data:data16}];
return false;
}
}
var valid0 = _errs35 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.domainOptions !== undefined){
let data18 = data.domainOptions;
const _errs39 = errors;
if(errors === _errs39){
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
for(const key2 in data18){
let data19 = data18[key2];
const _errs42 = errors;
if(!(data19 && typeof data19 == "object" && !Array.isArray(data19))){
validate26.errors = [{instancePath:instancePath+"/domainOptions/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/domainOptions/additionalProperties/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema9.properties.domainOptions.additionalProperties.type,parentSchema:schema9.properties.domainOptions.additionalProperties,data:data19}];
return false;
}
var valid5 = _errs42 === errors;
if(!valid5){
break;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/domainOptions",schemaPath:"#/properties/domainOptions/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema9.properties.domainOptions.type,parentSchema:schema9.properties.domainOptions,data:data18}];
return false;
}
}
var valid0 = _errs39 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.history !== undefined){
let data20 = data.history;
const _errs44 = errors;
if(errors === _errs44){
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
for(const key3 in data20){
let data21 = data20[key3];
const _errs47 = errors;
if(errors === _errs47){
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
let missing2;
if(((data21.size === undefined) && (missing2 = "size")) || ((data21.ttl === undefined) && (missing2 = "ttl"))){
validate26.errors = [{instancePath:instancePath+"/history/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/history/additionalProperties/required",keyword:"required",params:{missingProperty: missing2},message:"must have required property '"+missing2+"'",schema:schema9.properties.history.additionalProperties.required,parentSchema:schema9.properties.history.additionalProperties,data:data21}];
return false;
}
else {
const _errs49 = errors;
for(const key4 in data21){
if(!((key4 === "size") || (key4 === "ttl"))){
validate26.errors = [{instancePath:instancePath+"/history/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/history/additionalProperties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema9.properties.history.additionalProperties,data:data21}];
return false;
break;
}
}
if(_errs49 === errors){
if(data21.size !== undefined){
let data22 = data21.size;
const _errs50 = errors;
if(!((typeof data22 == "number") && (!(data22 % 1) && !isNaN(data22)))){
validate26.errors = [{instancePath:instancePath+"/history/" + key3.replace(/~/g, "~0").replace(/\//g, "~1")+"/size",schemaPath:"#/properties/history/additionalProperties/properties/size/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.history.additionalProperties.properties.size.type,parentSchema:schema9.properties.history.additionalProperties.properties.size,data:data22}];
return false;
}
if(errors === _errs50){
if(typeof data22 == "number"){
if(data22 > 10000 || isNaN(data22)){
validate26.errors = [{instancePath:instancePath+"/history/" + key3.replace(/~/g, "~0").replace(/\//g, "~1")+"/size",schemaPath:"#/properties/history/additionalProperties/properties/size/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema9.properties.history.additionalProperties.properties.size,data:data22}];
return false;
}
else {
if(data22 < 1 || isNaN(data22)){
validate26.errors = [{instancePath:instancePath+"/history/" + key3.replace(/~/g, "~0").replace(/\//g, "~1")+"/size",schemaPath:"#/properties/history/additionalProperties/properties/size/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema9.properties.history.additionalProperties.properties.size,data:data22}];
return false;
}
}
}
}
var valid7 = _errs50 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data21.ttl !== undefined){
let data23 = data21.ttl;
const _errs52 = errors;
if(errors === _errs52){
if(typeof data23 === "string"){
if(!pattern5.test(data23)){
validate26.errors = [{instancePath:instancePath+"/history/" + key3.replace(/~/g, "~0").replace(/\//g, "~1")+"/ttl",schemaPath:"#/properties/history/additionalProperties/properties/ttl/pattern",keyword:"pattern",params:{pattern: "^[1-9]\\d{0,5}[smhd]$"},message:"must match pattern \""+"^[1-9]\\d{0,5}[smhd]$"+"\"",schema:"^[1-9]\\d{0,5}[smhd]$",parentSchema:schema9.properties.history.additionalProperties.properties.ttl,data:data23}];
return false;
}
}
else {
validate26.errors = [{instancePath:instancePath+"/history/" + key3.replace(/~/g, "~0").replace(/\//g, "~1")+"/ttl",schemaPath:"#/properties/history/additionalProperties/properties/ttl/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema9.properties.history.additionalProperties.properties.ttl.type,parentSchema:schema9.properties.history.additionalProperties.properties.ttl,data:data23}];
return false;
}
}
var valid7 = _errs52 === errors;
}
else {
var valid7 = true;
}
}
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/history/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/history/additionalProperties/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema9.properties.history.additionalProperties.type,parentSchema:schema9.properties.history.additionalProperties,data:data21}];
return false;
}
}
var valid6 = _errs47 === errors;
if(!valid6){
break;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/history",schemaPath:"#/properties/history/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema9.properties.history.type,parentSchema:schema9.properties.history,data:data20}];
return false;
}
}
var valid0 = _errs44 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.activityTimeout !== undefined){
let data24 = data.activityTimeout;
const _errs54 = errors;
if(errors === _errs54){
if(typeof data24 == "number"){
if(data24 > 86400 || isNaN(data24)){
validate26.errors = [{instancePath:instancePath+"/activityTimeout",schemaPath:"#/properties/activityTimeout/maximum",keyword:"maximum",params:{comparison: "<=", limit: 86400},message:"must be <= 86400",schema:86400,parentSchema:schema9.properties.activityTimeout,data:data24}];
return false;
}
else {
if(data24 < 0.05 || isNaN(data24)){
validate26.errors = [{instancePath:instancePath+"/activityTimeout",schemaPath:"#/properties/activityTimeout/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema9.properties.activityTimeout,data:data24}];
return false;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/activityTimeout",schemaPath:"#/properties/activityTimeout/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema9.properties.activityTimeout.type,parentSchema:schema9.properties.activityTimeout,data:data24}];
return false;
}
}
var valid0 = _errs54 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pongTimeout !== undefined){
let data25 = data.pongTimeout;
const _errs56 = errors;
if(errors === _errs56){
if(typeof data25 == "number"){
if(data25 > 3600 || isNaN(data25)){
validate26.errors = [{instancePath:instancePath+"/pongTimeout",schemaPath:"#/properties/pongTimeout/maximum",keyword:"maximum",params:{comparison: "<=", limit: 3600},message:"must be <= 3600",schema:3600,parentSchema:schema9.properties.pongTimeout,data:data25}];
return false;
}
else {
if(data25 < 0.05 || isNaN(data25)){
validate26.errors = [{instancePath:instancePath+"/pongTimeout",schemaPath:"#/properties/pongTimeout/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema9.properties.pongTimeout,data:data25}];
return false;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/pongTimeout",schemaPath:"#/properties/pongTimeout/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema9.properties.pongTimeout.type,parentSchema:schema9.properties.pongTimeout,data:data25}];
return false;
}
}
var valid0 = _errs56 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.authorizationTimeout !== undefined){
let data26 = data.authorizationTimeout;
const _errs58 = errors;
if(errors === _errs58){
if(typeof data26 == "number"){
if(data26 > 3600 || isNaN(data26)){
validate26.errors = [{instancePath:instancePath+"/authorizationTimeout",schemaPath:"#/properties/authorizationTimeout/maximum",keyword:"maximum",params:{comparison: "<=", limit: 3600},message:"must be <= 3600",schema:3600,parentSchema:schema9.properties.authorizationTimeout,data:data26}];
return false;
}
else {
if(data26 < 0.05 || isNaN(data26)){
validate26.errors = [{instancePath:instancePath+"/authorizationTimeout",schemaPath:"#/properties/authorizationTimeout/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema9.properties.authorizationTimeout,data:data26}];
return false;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/authorizationTimeout",schemaPath:"#/properties/authorizationTimeout/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema9.properties.authorizationTimeout.type,parentSchema:schema9.properties.authorizationTimeout,data:data26}];
return false;
}
}
var valid0 = _errs58 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.cacheTtl !== undefined){
let data27 = data.cacheTtl;
const _errs60 = errors;
if(errors === _errs60){
if(typeof data27 == "number"){
if(data27 > 86400 || isNaN(data27)){
validate26.errors = [{instancePath:instancePath+"/cacheTtl",schemaPath:"#/properties/cacheTtl/maximum",keyword:"maximum",params:{comparison: "<=", limit: 86400},message:"must be <= 86400",schema:86400,parentSchema:schema9.properties.cacheTtl,data:data27}];
return false;
}
else {
if(data27 < 0.05 || isNaN(data27)){
validate26.errors = [{instancePath:instancePath+"/cacheTtl",schemaPath:"#/properties/cacheTtl/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema9.properties.cacheTtl,data:data27}];
return false;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/cacheTtl",schemaPath:"#/properties/cacheTtl/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema9.properties.cacheTtl.type,parentSchema:schema9.properties.cacheTtl,data:data27}];
return false;
}
}
var valid0 = _errs60 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.countInterval !== undefined){
let data28 = data.countInterval;
const _errs62 = errors;
if(errors === _errs62){
if(typeof data28 == "number"){
if(data28 > 3600 || isNaN(data28)){
validate26.errors = [{instancePath:instancePath+"/countInterval",schemaPath:"#/properties/countInterval/maximum",keyword:"maximum",params:{comparison: "<=", limit: 3600},message:"must be <= 3600",schema:3600,parentSchema:schema9.properties.countInterval,data:data28}];
return false;
}
else {
if(data28 < 0.05 || isNaN(data28)){
validate26.errors = [{instancePath:instancePath+"/countInterval",schemaPath:"#/properties/countInterval/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema9.properties.countInterval,data:data28}];
return false;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/countInterval",schemaPath:"#/properties/countInterval/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema9.properties.countInterval.type,parentSchema:schema9.properties.countInterval,data:data28}];
return false;
}
}
var valid0 = _errs62 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.webhooks !== undefined){
let data29 = data.webhooks;
const _errs64 = errors;
if(errors === _errs64){
if(Array.isArray(data29)){
if(data29.length > 100){
validate26.errors = [{instancePath:instancePath+"/webhooks",schemaPath:"#/properties/webhooks/maxItems",keyword:"maxItems",params:{limit: 100},message:"must NOT have more than 100 items",schema:100,parentSchema:schema9.properties.webhooks,data:data29}];
return false;
}
else {
var valid8 = true;
const len3 = data29.length;
for(let i3=0; i3<len3; i3++){
const _errs66 = errors;
if(!(validate23(data29[i3], {instancePath:instancePath+"/webhooks/" + i3,parentData:data29,parentDataProperty:i3,rootData}))){
vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
errors = vErrors.length;
}
var valid8 = _errs66 === errors;
if(!valid8){
break;
}
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/webhooks",schemaPath:"#/properties/webhooks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema9.properties.webhooks.type,parentSchema:schema9.properties.webhooks,data:data29}];
return false;
}
}
var valid0 = _errs64 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.limits !== undefined){
let data31 = data.limits;
const _errs67 = errors;
if(errors === _errs67){
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
const _errs69 = errors;
for(const key5 in data31){
if(!(func2.call(schema9.properties.limits.properties, key5))){
validate26.errors = [{instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties",schema:false,parentSchema:schema9.properties.limits,data:data31}];
return false;
break;
}
}
if(_errs69 === errors){
if(data31.connections !== undefined){
let data32 = data31.connections;
const _errs70 = errors;
if(!((typeof data32 == "number") && (!(data32 % 1) && !isNaN(data32)))){
validate26.errors = [{instancePath:instancePath+"/limits/connections",schemaPath:"#/properties/limits/properties/connections/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.connections.type,parentSchema:schema9.properties.limits.properties.connections,data:data32}];
return false;
}
if(errors === _errs70){
if(typeof data32 == "number"){
if(data32 < 0 || isNaN(data32)){
validate26.errors = [{instancePath:instancePath+"/limits/connections",schemaPath:"#/properties/limits/properties/connections/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema9.properties.limits.properties.connections,data:data32}];
return false;
}
}
}
var valid9 = _errs70 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.connectsPerSecond !== undefined){
let data33 = data31.connectsPerSecond;
const _errs72 = errors;
if(!((typeof data33 == "number") && (!(data33 % 1) && !isNaN(data33)))){
validate26.errors = [{instancePath:instancePath+"/limits/connectsPerSecond",schemaPath:"#/properties/limits/properties/connectsPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.connectsPerSecond.type,parentSchema:schema9.properties.limits.properties.connectsPerSecond,data:data33}];
return false;
}
if(errors === _errs72){
if(typeof data33 == "number"){
if(data33 < 0 || isNaN(data33)){
validate26.errors = [{instancePath:instancePath+"/limits/connectsPerSecond",schemaPath:"#/properties/limits/properties/connectsPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema9.properties.limits.properties.connectsPerSecond,data:data33}];
return false;
}
}
}
var valid9 = _errs72 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.eventsPerSecond !== undefined){
let data34 = data31.eventsPerSecond;
const _errs74 = errors;
if(!((typeof data34 == "number") && (!(data34 % 1) && !isNaN(data34)))){
validate26.errors = [{instancePath:instancePath+"/limits/eventsPerSecond",schemaPath:"#/properties/limits/properties/eventsPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.eventsPerSecond.type,parentSchema:schema9.properties.limits.properties.eventsPerSecond,data:data34}];
return false;
}
if(errors === _errs74){
if(typeof data34 == "number"){
if(data34 < 0 || isNaN(data34)){
validate26.errors = [{instancePath:instancePath+"/limits/eventsPerSecond",schemaPath:"#/properties/limits/properties/eventsPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema9.properties.limits.properties.eventsPerSecond,data:data34}];
return false;
}
}
}
var valid9 = _errs74 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.readsPerSecond !== undefined){
let data35 = data31.readsPerSecond;
const _errs76 = errors;
if(!((typeof data35 == "number") && (!(data35 % 1) && !isNaN(data35)))){
validate26.errors = [{instancePath:instancePath+"/limits/readsPerSecond",schemaPath:"#/properties/limits/properties/readsPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.readsPerSecond.type,parentSchema:schema9.properties.limits.properties.readsPerSecond,data:data35}];
return false;
}
if(errors === _errs76){
if(typeof data35 == "number"){
if(data35 < 0 || isNaN(data35)){
validate26.errors = [{instancePath:instancePath+"/limits/readsPerSecond",schemaPath:"#/properties/limits/properties/readsPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema9.properties.limits.properties.readsPerSecond,data:data35}];
return false;
}
}
}
var valid9 = _errs76 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.rememberedBytes !== undefined){
let data36 = data31.rememberedBytes;
const _errs78 = errors;
if(!((typeof data36 == "number") && (!(data36 % 1) && !isNaN(data36)))){
validate26.errors = [{instancePath:instancePath+"/limits/rememberedBytes",schemaPath:"#/properties/limits/properties/rememberedBytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.rememberedBytes.type,parentSchema:schema9.properties.limits.properties.rememberedBytes,data:data36}];
return false;
}
if(errors === _errs78){
if(typeof data36 == "number"){
if(data36 < 65536 || isNaN(data36)){
validate26.errors = [{instancePath:instancePath+"/limits/rememberedBytes",schemaPath:"#/properties/limits/properties/rememberedBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 65536},message:"must be >= 65536",schema:65536,parentSchema:schema9.properties.limits.properties.rememberedBytes,data:data36}];
return false;
}
}
}
var valid9 = _errs78 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.rememberedEntries !== undefined){
let data37 = data31.rememberedEntries;
const _errs80 = errors;
if(!((typeof data37 == "number") && (!(data37 % 1) && !isNaN(data37)))){
validate26.errors = [{instancePath:instancePath+"/limits/rememberedEntries",schemaPath:"#/properties/limits/properties/rememberedEntries/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.rememberedEntries.type,parentSchema:schema9.properties.limits.properties.rememberedEntries,data:data37}];
return false;
}
if(errors === _errs80){
if(typeof data37 == "number"){
if(data37 < 100 || isNaN(data37)){
validate26.errors = [{instancePath:instancePath+"/limits/rememberedEntries",schemaPath:"#/properties/limits/properties/rememberedEntries/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100},message:"must be >= 100",schema:100,parentSchema:schema9.properties.limits.properties.rememberedEntries,data:data37}];
return false;
}
}
}
var valid9 = _errs80 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.messagesPerSecond !== undefined){
let data38 = data31.messagesPerSecond;
const _errs82 = errors;
if(!((typeof data38 == "number") && (!(data38 % 1) && !isNaN(data38)))){
validate26.errors = [{instancePath:instancePath+"/limits/messagesPerSecond",schemaPath:"#/properties/limits/properties/messagesPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.messagesPerSecond.type,parentSchema:schema9.properties.limits.properties.messagesPerSecond,data:data38}];
return false;
}
if(errors === _errs82){
if(typeof data38 == "number"){
if(data38 > 1000000 || isNaN(data38)){
validate26.errors = [{instancePath:instancePath+"/limits/messagesPerSecond",schemaPath:"#/properties/limits/properties/messagesPerSecond/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000",schema:1000000,parentSchema:schema9.properties.limits.properties.messagesPerSecond,data:data38}];
return false;
}
else {
if(data38 < 0 || isNaN(data38)){
validate26.errors = [{instancePath:instancePath+"/limits/messagesPerSecond",schemaPath:"#/properties/limits/properties/messagesPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema9.properties.limits.properties.messagesPerSecond,data:data38}];
return false;
}
}
}
}
var valid9 = _errs82 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.subscribesPerSecond !== undefined){
let data39 = data31.subscribesPerSecond;
const _errs84 = errors;
if(!((typeof data39 == "number") && (!(data39 % 1) && !isNaN(data39)))){
validate26.errors = [{instancePath:instancePath+"/limits/subscribesPerSecond",schemaPath:"#/properties/limits/properties/subscribesPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.subscribesPerSecond.type,parentSchema:schema9.properties.limits.properties.subscribesPerSecond,data:data39}];
return false;
}
if(errors === _errs84){
if(typeof data39 == "number"){
if(data39 < 1 || isNaN(data39)){
validate26.errors = [{instancePath:instancePath+"/limits/subscribesPerSecond",schemaPath:"#/properties/limits/properties/subscribesPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema9.properties.limits.properties.subscribesPerSecond,data:data39}];
return false;
}
}
}
var valid9 = _errs84 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.presenceLeavesPerSecond !== undefined){
let data40 = data31.presenceLeavesPerSecond;
const _errs86 = errors;
if(!((typeof data40 == "number") && (!(data40 % 1) && !isNaN(data40)))){
validate26.errors = [{instancePath:instancePath+"/limits/presenceLeavesPerSecond",schemaPath:"#/properties/limits/properties/presenceLeavesPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.presenceLeavesPerSecond.type,parentSchema:schema9.properties.limits.properties.presenceLeavesPerSecond,data:data40}];
return false;
}
if(errors === _errs86){
if(typeof data40 == "number"){
if(data40 < 1 || isNaN(data40)){
validate26.errors = [{instancePath:instancePath+"/limits/presenceLeavesPerSecond",schemaPath:"#/properties/limits/properties/presenceLeavesPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema9.properties.limits.properties.presenceLeavesPerSecond,data:data40}];
return false;
}
}
}
var valid9 = _errs86 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.channelsPerConnection !== undefined){
let data41 = data31.channelsPerConnection;
const _errs88 = errors;
if(!((typeof data41 == "number") && (!(data41 % 1) && !isNaN(data41)))){
validate26.errors = [{instancePath:instancePath+"/limits/channelsPerConnection",schemaPath:"#/properties/limits/properties/channelsPerConnection/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.channelsPerConnection.type,parentSchema:schema9.properties.limits.properties.channelsPerConnection,data:data41}];
return false;
}
if(errors === _errs88){
if(typeof data41 == "number"){
if(data41 < 1 || isNaN(data41)){
validate26.errors = [{instancePath:instancePath+"/limits/channelsPerConnection",schemaPath:"#/properties/limits/properties/channelsPerConnection/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema9.properties.limits.properties.channelsPerConnection,data:data41}];
return false;
}
}
}
var valid9 = _errs88 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.channelNameBytesPerConnection !== undefined){
let data42 = data31.channelNameBytesPerConnection;
const _errs90 = errors;
if(!((typeof data42 == "number") && (!(data42 % 1) && !isNaN(data42)))){
validate26.errors = [{instancePath:instancePath+"/limits/channelNameBytesPerConnection",schemaPath:"#/properties/limits/properties/channelNameBytesPerConnection/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.channelNameBytesPerConnection.type,parentSchema:schema9.properties.limits.properties.channelNameBytesPerConnection,data:data42}];
return false;
}
if(errors === _errs90){
if(typeof data42 == "number"){
if(data42 < 1024 || isNaN(data42)){
validate26.errors = [{instancePath:instancePath+"/limits/channelNameBytesPerConnection",schemaPath:"#/properties/limits/properties/channelNameBytesPerConnection/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1024},message:"must be >= 1024",schema:1024,parentSchema:schema9.properties.limits.properties.channelNameBytesPerConnection,data:data42}];
return false;
}
}
}
var valid9 = _errs90 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.channelNameLength !== undefined){
let data43 = data31.channelNameLength;
const _errs92 = errors;
if(!((typeof data43 == "number") && (!(data43 % 1) && !isNaN(data43)))){
validate26.errors = [{instancePath:instancePath+"/limits/channelNameLength",schemaPath:"#/properties/limits/properties/channelNameLength/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.channelNameLength.type,parentSchema:schema9.properties.limits.properties.channelNameLength,data:data43}];
return false;
}
if(errors === _errs92){
if(typeof data43 == "number"){
if(data43 > 1024 || isNaN(data43)){
validate26.errors = [{instancePath:instancePath+"/limits/channelNameLength",schemaPath:"#/properties/limits/properties/channelNameLength/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1024},message:"must be <= 1024",schema:1024,parentSchema:schema9.properties.limits.properties.channelNameLength,data:data43}];
return false;
}
else {
if(data43 < 1 || isNaN(data43)){
validate26.errors = [{instancePath:instancePath+"/limits/channelNameLength",schemaPath:"#/properties/limits/properties/channelNameLength/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema9.properties.limits.properties.channelNameLength,data:data43}];
return false;
}
}
}
}
var valid9 = _errs92 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.eventNameLength !== undefined){
let data44 = data31.eventNameLength;
const _errs94 = errors;
if(!((typeof data44 == "number") && (!(data44 % 1) && !isNaN(data44)))){
validate26.errors = [{instancePath:instancePath+"/limits/eventNameLength",schemaPath:"#/properties/limits/properties/eventNameLength/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.eventNameLength.type,parentSchema:schema9.properties.limits.properties.eventNameLength,data:data44}];
return false;
}
if(errors === _errs94){
if(typeof data44 == "number"){
if(data44 > 1024 || isNaN(data44)){
validate26.errors = [{instancePath:instancePath+"/limits/eventNameLength",schemaPath:"#/properties/limits/properties/eventNameLength/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1024},message:"must be <= 1024",schema:1024,parentSchema:schema9.properties.limits.properties.eventNameLength,data:data44}];
return false;
}
else {
if(data44 < 1 || isNaN(data44)){
validate26.errors = [{instancePath:instancePath+"/limits/eventNameLength",schemaPath:"#/properties/limits/properties/eventNameLength/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema9.properties.limits.properties.eventNameLength,data:data44}];
return false;
}
}
}
}
var valid9 = _errs94 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.eventBytes !== undefined){
let data45 = data31.eventBytes;
const _errs96 = errors;
if(!((typeof data45 == "number") && (!(data45 % 1) && !isNaN(data45)))){
validate26.errors = [{instancePath:instancePath+"/limits/eventBytes",schemaPath:"#/properties/limits/properties/eventBytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.eventBytes.type,parentSchema:schema9.properties.limits.properties.eventBytes,data:data45}];
return false;
}
if(errors === _errs96){
if(typeof data45 == "number"){
if(data45 > 8388608 || isNaN(data45)){
validate26.errors = [{instancePath:instancePath+"/limits/eventBytes",schemaPath:"#/properties/limits/properties/eventBytes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 8388608},message:"must be <= 8388608",schema:8388608,parentSchema:schema9.properties.limits.properties.eventBytes,data:data45}];
return false;
}
else {
if(data45 < 1 || isNaN(data45)){
validate26.errors = [{instancePath:instancePath+"/limits/eventBytes",schemaPath:"#/properties/limits/properties/eventBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema9.properties.limits.properties.eventBytes,data:data45}];
return false;
}
}
}
}
var valid9 = _errs96 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.channelsPerEvent !== undefined){
let data46 = data31.channelsPerEvent;
const _errs98 = errors;
if(!((typeof data46 == "number") && (!(data46 % 1) && !isNaN(data46)))){
validate26.errors = [{instancePath:instancePath+"/limits/channelsPerEvent",schemaPath:"#/properties/limits/properties/channelsPerEvent/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.channelsPerEvent.type,parentSchema:schema9.properties.limits.properties.channelsPerEvent,data:data46}];
return false;
}
if(errors === _errs98){
if(typeof data46 == "number"){
if(data46 > 10000 || isNaN(data46)){
validate26.errors = [{instancePath:instancePath+"/limits/channelsPerEvent",schemaPath:"#/properties/limits/properties/channelsPerEvent/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema9.properties.limits.properties.channelsPerEvent,data:data46}];
return false;
}
else {
if(data46 < 1 || isNaN(data46)){
validate26.errors = [{instancePath:instancePath+"/limits/channelsPerEvent",schemaPath:"#/properties/limits/properties/channelsPerEvent/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema9.properties.limits.properties.channelsPerEvent,data:data46}];
return false;
}
}
}
}
var valid9 = _errs98 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.eventsPerBatch !== undefined){
let data47 = data31.eventsPerBatch;
const _errs100 = errors;
if(!((typeof data47 == "number") && (!(data47 % 1) && !isNaN(data47)))){
validate26.errors = [{instancePath:instancePath+"/limits/eventsPerBatch",schemaPath:"#/properties/limits/properties/eventsPerBatch/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.eventsPerBatch.type,parentSchema:schema9.properties.limits.properties.eventsPerBatch,data:data47}];
return false;
}
if(errors === _errs100){
if(typeof data47 == "number"){
if(data47 > 1000 || isNaN(data47)){
validate26.errors = [{instancePath:instancePath+"/limits/eventsPerBatch",schemaPath:"#/properties/limits/properties/eventsPerBatch/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000},message:"must be <= 1000",schema:1000,parentSchema:schema9.properties.limits.properties.eventsPerBatch,data:data47}];
return false;
}
else {
if(data47 < 1 || isNaN(data47)){
validate26.errors = [{instancePath:instancePath+"/limits/eventsPerBatch",schemaPath:"#/properties/limits/properties/eventsPerBatch/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema9.properties.limits.properties.eventsPerBatch,data:data47}];
return false;
}
}
}
}
var valid9 = _errs100 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.presenceMembers !== undefined){
let data48 = data31.presenceMembers;
const _errs102 = errors;
if(!((typeof data48 == "number") && (!(data48 % 1) && !isNaN(data48)))){
validate26.errors = [{instancePath:instancePath+"/limits/presenceMembers",schemaPath:"#/properties/limits/properties/presenceMembers/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.presenceMembers.type,parentSchema:schema9.properties.limits.properties.presenceMembers,data:data48}];
return false;
}
if(errors === _errs102){
if(typeof data48 == "number"){
if(data48 < 1 || isNaN(data48)){
validate26.errors = [{instancePath:instancePath+"/limits/presenceMembers",schemaPath:"#/properties/limits/properties/presenceMembers/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema9.properties.limits.properties.presenceMembers,data:data48}];
return false;
}
}
}
var valid9 = _errs102 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.userInfoBytes !== undefined){
let data49 = data31.userInfoBytes;
const _errs104 = errors;
if(!((typeof data49 == "number") && (!(data49 % 1) && !isNaN(data49)))){
validate26.errors = [{instancePath:instancePath+"/limits/userInfoBytes",schemaPath:"#/properties/limits/properties/userInfoBytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.userInfoBytes.type,parentSchema:schema9.properties.limits.properties.userInfoBytes,data:data49}];
return false;
}
if(errors === _errs104){
if(typeof data49 == "number"){
if(data49 < 1 || isNaN(data49)){
validate26.errors = [{instancePath:instancePath+"/limits/userInfoBytes",schemaPath:"#/properties/limits/properties/userInfoBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema9.properties.limits.properties.userInfoBytes,data:data49}];
return false;
}
}
}
var valid9 = _errs104 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.userIdLength !== undefined){
let data50 = data31.userIdLength;
const _errs106 = errors;
if(!((typeof data50 == "number") && (!(data50 % 1) && !isNaN(data50)))){
validate26.errors = [{instancePath:instancePath+"/limits/userIdLength",schemaPath:"#/properties/limits/properties/userIdLength/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.userIdLength.type,parentSchema:schema9.properties.limits.properties.userIdLength,data:data50}];
return false;
}
if(errors === _errs106){
if(typeof data50 == "number"){
if(data50 < 1 || isNaN(data50)){
validate26.errors = [{instancePath:instancePath+"/limits/userIdLength",schemaPath:"#/properties/limits/properties/userIdLength/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema9.properties.limits.properties.userIdLength,data:data50}];
return false;
}
}
}
var valid9 = _errs106 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.watchlist !== undefined){
let data51 = data31.watchlist;
const _errs108 = errors;
if(!((typeof data51 == "number") && (!(data51 % 1) && !isNaN(data51)))){
validate26.errors = [{instancePath:instancePath+"/limits/watchlist",schemaPath:"#/properties/limits/properties/watchlist/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.watchlist.type,parentSchema:schema9.properties.limits.properties.watchlist,data:data51}];
return false;
}
if(errors === _errs108){
if(typeof data51 == "number"){
if(data51 < 0 || isNaN(data51)){
validate26.errors = [{instancePath:instancePath+"/limits/watchlist",schemaPath:"#/properties/limits/properties/watchlist/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema9.properties.limits.properties.watchlist,data:data51}];
return false;
}
}
}
var valid9 = _errs108 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data31.clientEventsPerSecond !== undefined){
let data52 = data31.clientEventsPerSecond;
const _errs110 = errors;
if(!((typeof data52 == "number") && (!(data52 % 1) && !isNaN(data52)))){
validate26.errors = [{instancePath:instancePath+"/limits/clientEventsPerSecond",schemaPath:"#/properties/limits/properties/clientEventsPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema9.properties.limits.properties.clientEventsPerSecond.type,parentSchema:schema9.properties.limits.properties.clientEventsPerSecond,data:data52}];
return false;
}
if(errors === _errs110){
if(typeof data52 == "number"){
if(data52 < 1 || isNaN(data52)){
validate26.errors = [{instancePath:instancePath+"/limits/clientEventsPerSecond",schemaPath:"#/properties/limits/properties/clientEventsPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema9.properties.limits.properties.clientEventsPerSecond,data:data52}];
return false;
}
}
}
var valid9 = _errs110 === errors;
}
else {
var valid9 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema9.properties.limits.type,parentSchema:schema9.properties.limits,data:data31}];
return false;
}
}
var valid0 = _errs67 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate26.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema9.type,parentSchema:schema9,data}];
return false;
}
}
validate26.errors = vErrors;
return errors === 0;
}


function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="https://carillon.example/protocol/config.schema.json" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema6.properties, key0))){
validate21.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema6,data}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.$schema !== undefined){
let data0 = data.$schema;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate21.errors = [{instancePath:instancePath+"/$schema",schemaPath:"#/properties/%24schema/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema6.properties.$schema.type,parentSchema:schema6.properties.$schema,data:data0}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.host !== undefined){
let data1 = data.host;
const _errs4 = errors;
if((typeof data1 !== "string") && (data1 !== null)){
validate21.errors = [{instancePath:instancePath+"/host",schemaPath:"#/properties/host/type",keyword:"type",params:{type: schema6.properties.host.type},message:"must be string,null",schema:schema6.properties.host.type,parentSchema:schema6.properties.host,data:data1}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.port !== undefined){
let data2 = data.port;
const _errs6 = errors;
if(!((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2)))){
validate21.errors = [{instancePath:instancePath+"/port",schemaPath:"#/properties/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.port.type,parentSchema:schema6.properties.port,data:data2}];
return false;
}
if(errors === _errs6){
if(typeof data2 == "number"){
if(data2 > 65535 || isNaN(data2)){
validate21.errors = [{instancePath:instancePath+"/port",schemaPath:"#/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema6.properties.port,data:data2}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
validate21.errors = [{instancePath:instancePath+"/port",schemaPath:"#/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.port,data:data2}];
return false;
}
}
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pathPrefix !== undefined){
let data3 = data.pathPrefix;
const _errs8 = errors;
if(errors === _errs8){
if(typeof data3 === "string"){
if(!pattern0.test(data3)){
validate21.errors = [{instancePath:instancePath+"/pathPrefix",schemaPath:"#/properties/pathPrefix/pattern",keyword:"pattern",params:{pattern: "^(/[^/?#]+)*$"},message:"must match pattern \""+"^(/[^/?#]+)*$"+"\"",schema:"^(/[^/?#]+)*$",parentSchema:schema6.properties.pathPrefix,data:data3}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/pathPrefix",schemaPath:"#/properties/pathPrefix/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema6.properties.pathPrefix.type,parentSchema:schema6.properties.pathPrefix,data:data3}];
return false;
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.lenientProtocol !== undefined){
let data4 = data.lenientProtocol;
const _errs10 = errors;
if(typeof data4 !== "boolean"){
validate21.errors = [{instancePath:instancePath+"/lenientProtocol",schemaPath:"#/properties/lenientProtocol/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema6.properties.lenientProtocol.type,parentSchema:schema6.properties.lenientProtocol,data:data4}];
return false;
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.log !== undefined){
let data5 = data.log;
const _errs12 = errors;
if(errors === _errs12){
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
const _errs14 = errors;
for(const key1 in data5){
if(!((key1 === "level") || (key1 === "format"))){
validate21.errors = [{instancePath:instancePath+"/log",schemaPath:"#/properties/log/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema6.properties.log,data:data5}];
return false;
break;
}
}
if(_errs14 === errors){
if(data5.level !== undefined){
let data6 = data5.level;
const _errs15 = errors;
if(typeof data6 !== "string"){
validate21.errors = [{instancePath:instancePath+"/log/level",schemaPath:"#/properties/log/properties/level/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema6.properties.log.properties.level.type,parentSchema:schema6.properties.log.properties.level,data:data6}];
return false;
}
if(!(((((data6 === "silent") || (data6 === "error")) || (data6 === "warn")) || (data6 === "info")) || (data6 === "debug"))){
validate21.errors = [{instancePath:instancePath+"/log/level",schemaPath:"#/properties/log/properties/level/enum",keyword:"enum",params:{allowedValues: schema6.properties.log.properties.level.enum},message:"must be equal to one of the allowed values",schema:schema6.properties.log.properties.level.enum,parentSchema:schema6.properties.log.properties.level,data:data6}];
return false;
}
var valid1 = _errs15 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.format !== undefined){
let data7 = data5.format;
const _errs17 = errors;
if(typeof data7 !== "string"){
validate21.errors = [{instancePath:instancePath+"/log/format",schemaPath:"#/properties/log/properties/format/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema6.properties.log.properties.format.type,parentSchema:schema6.properties.log.properties.format,data:data7}];
return false;
}
if(!(((data7 === "auto") || (data7 === "json")) || (data7 === "pretty"))){
validate21.errors = [{instancePath:instancePath+"/log/format",schemaPath:"#/properties/log/properties/format/enum",keyword:"enum",params:{allowedValues: schema6.properties.log.properties.format.enum},message:"must be equal to one of the allowed values",schema:schema6.properties.log.properties.format.enum,parentSchema:schema6.properties.log.properties.format,data:data7}];
return false;
}
var valid1 = _errs17 === errors;
}
else {
var valid1 = true;
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/log",schemaPath:"#/properties/log/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema6.properties.log.type,parentSchema:schema6.properties.log,data:data5}];
return false;
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.limits !== undefined){
let data8 = data.limits;
const _errs19 = errors;
if(errors === _errs19){
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
const _errs21 = errors;
for(const key2 in data8){
if(!((((((((key2 === "connections") || (key2 === "connectionsPerAddress")) || (key2 === "connectsPerAddressPerSecond")) || (key2 === "loopLag")) || (key2 === "waitingBytes")) || (key2 === "backpressureBytes")) || (key2 === "frameBytes")) || (key2 === "bodyBytes"))){
validate21.errors = [{instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema6.properties.limits,data:data8}];
return false;
break;
}
}
if(_errs21 === errors){
if(data8.connections !== undefined){
let data9 = data8.connections;
const _errs22 = errors;
if(!((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9)))){
validate21.errors = [{instancePath:instancePath+"/limits/connections",schemaPath:"#/properties/limits/properties/connections/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.limits.properties.connections.type,parentSchema:schema6.properties.limits.properties.connections,data:data9}];
return false;
}
if(errors === _errs22){
if(typeof data9 == "number"){
if(data9 < 0 || isNaN(data9)){
validate21.errors = [{instancePath:instancePath+"/limits/connections",schemaPath:"#/properties/limits/properties/connections/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.limits.properties.connections,data:data9}];
return false;
}
}
}
var valid2 = _errs22 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data8.connectionsPerAddress !== undefined){
let data10 = data8.connectionsPerAddress;
const _errs24 = errors;
if(!((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10)))){
validate21.errors = [{instancePath:instancePath+"/limits/connectionsPerAddress",schemaPath:"#/properties/limits/properties/connectionsPerAddress/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.limits.properties.connectionsPerAddress.type,parentSchema:schema6.properties.limits.properties.connectionsPerAddress,data:data10}];
return false;
}
if(errors === _errs24){
if(typeof data10 == "number"){
if(data10 < 0 || isNaN(data10)){
validate21.errors = [{instancePath:instancePath+"/limits/connectionsPerAddress",schemaPath:"#/properties/limits/properties/connectionsPerAddress/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.limits.properties.connectionsPerAddress,data:data10}];
return false;
}
}
}
var valid2 = _errs24 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data8.connectsPerAddressPerSecond !== undefined){
let data11 = data8.connectsPerAddressPerSecond;
const _errs26 = errors;
if(!((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11)))){
validate21.errors = [{instancePath:instancePath+"/limits/connectsPerAddressPerSecond",schemaPath:"#/properties/limits/properties/connectsPerAddressPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.limits.properties.connectsPerAddressPerSecond.type,parentSchema:schema6.properties.limits.properties.connectsPerAddressPerSecond,data:data11}];
return false;
}
if(errors === _errs26){
if(typeof data11 == "number"){
if(data11 < 0 || isNaN(data11)){
validate21.errors = [{instancePath:instancePath+"/limits/connectsPerAddressPerSecond",schemaPath:"#/properties/limits/properties/connectsPerAddressPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.limits.properties.connectsPerAddressPerSecond,data:data11}];
return false;
}
}
}
var valid2 = _errs26 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data8.loopLag !== undefined){
let data12 = data8.loopLag;
const _errs28 = errors;
if(errors === _errs28){
if(typeof data12 == "number"){
if(data12 < 0 || isNaN(data12)){
validate21.errors = [{instancePath:instancePath+"/limits/loopLag",schemaPath:"#/properties/limits/properties/loopLag/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.limits.properties.loopLag,data:data12}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/limits/loopLag",schemaPath:"#/properties/limits/properties/loopLag/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.limits.properties.loopLag.type,parentSchema:schema6.properties.limits.properties.loopLag,data:data12}];
return false;
}
}
var valid2 = _errs28 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data8.waitingBytes !== undefined){
let data13 = data8.waitingBytes;
const _errs30 = errors;
if(!((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13)))){
validate21.errors = [{instancePath:instancePath+"/limits/waitingBytes",schemaPath:"#/properties/limits/properties/waitingBytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.limits.properties.waitingBytes.type,parentSchema:schema6.properties.limits.properties.waitingBytes,data:data13}];
return false;
}
if(errors === _errs30){
if(typeof data13 == "number"){
if(data13 > 1073741824 || isNaN(data13)){
validate21.errors = [{instancePath:instancePath+"/limits/waitingBytes",schemaPath:"#/properties/limits/properties/waitingBytes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1073741824},message:"must be <= 1073741824",schema:1073741824,parentSchema:schema6.properties.limits.properties.waitingBytes,data:data13}];
return false;
}
else {
if(data13 < 65536 || isNaN(data13)){
validate21.errors = [{instancePath:instancePath+"/limits/waitingBytes",schemaPath:"#/properties/limits/properties/waitingBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 65536},message:"must be >= 65536",schema:65536,parentSchema:schema6.properties.limits.properties.waitingBytes,data:data13}];
return false;
}
}
}
}
var valid2 = _errs30 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data8.backpressureBytes !== undefined){
let data14 = data8.backpressureBytes;
const _errs32 = errors;
if(!((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14)))){
validate21.errors = [{instancePath:instancePath+"/limits/backpressureBytes",schemaPath:"#/properties/limits/properties/backpressureBytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.limits.properties.backpressureBytes.type,parentSchema:schema6.properties.limits.properties.backpressureBytes,data:data14}];
return false;
}
if(errors === _errs32){
if(typeof data14 == "number"){
if(data14 > 1073741824 || isNaN(data14)){
validate21.errors = [{instancePath:instancePath+"/limits/backpressureBytes",schemaPath:"#/properties/limits/properties/backpressureBytes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1073741824},message:"must be <= 1073741824",schema:1073741824,parentSchema:schema6.properties.limits.properties.backpressureBytes,data:data14}];
return false;
}
else {
if(data14 < 65536 || isNaN(data14)){
validate21.errors = [{instancePath:instancePath+"/limits/backpressureBytes",schemaPath:"#/properties/limits/properties/backpressureBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 65536},message:"must be >= 65536",schema:65536,parentSchema:schema6.properties.limits.properties.backpressureBytes,data:data14}];
return false;
}
}
}
}
var valid2 = _errs32 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data8.frameBytes !== undefined){
let data15 = data8.frameBytes;
const _errs34 = errors;
if(!((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15)))){
validate21.errors = [{instancePath:instancePath+"/limits/frameBytes",schemaPath:"#/properties/limits/properties/frameBytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.limits.properties.frameBytes.type,parentSchema:schema6.properties.limits.properties.frameBytes,data:data15}];
return false;
}
if(errors === _errs34){
if(typeof data15 == "number"){
if(data15 > 16777216 || isNaN(data15)){
validate21.errors = [{instancePath:instancePath+"/limits/frameBytes",schemaPath:"#/properties/limits/properties/frameBytes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 16777216},message:"must be <= 16777216",schema:16777216,parentSchema:schema6.properties.limits.properties.frameBytes,data:data15}];
return false;
}
else {
if(data15 < 16384 || isNaN(data15)){
validate21.errors = [{instancePath:instancePath+"/limits/frameBytes",schemaPath:"#/properties/limits/properties/frameBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 16384},message:"must be >= 16384",schema:16384,parentSchema:schema6.properties.limits.properties.frameBytes,data:data15}];
return false;
}
}
}
}
var valid2 = _errs34 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data8.bodyBytes !== undefined){
let data16 = data8.bodyBytes;
const _errs36 = errors;
if(!((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16)))){
validate21.errors = [{instancePath:instancePath+"/limits/bodyBytes",schemaPath:"#/properties/limits/properties/bodyBytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.limits.properties.bodyBytes.type,parentSchema:schema6.properties.limits.properties.bodyBytes,data:data16}];
return false;
}
if(errors === _errs36){
if(typeof data16 == "number"){
if(data16 > 134217728 || isNaN(data16)){
validate21.errors = [{instancePath:instancePath+"/limits/bodyBytes",schemaPath:"#/properties/limits/properties/bodyBytes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 134217728},message:"must be <= 134217728",schema:134217728,parentSchema:schema6.properties.limits.properties.bodyBytes,data:data16}];
return false;
}
else {
if(data16 < 16384 || isNaN(data16)){
validate21.errors = [{instancePath:instancePath+"/limits/bodyBytes",schemaPath:"#/properties/limits/properties/bodyBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 16384},message:"must be >= 16384",schema:16384,parentSchema:schema6.properties.limits.properties.bodyBytes,data:data16}];
return false;
}
}
}
}
var valid2 = _errs36 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema6.properties.limits.type,parentSchema:schema6.properties.limits,data:data8}];
return false;
}
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.trustedProxies !== undefined){
let data17 = data.trustedProxies;
const _errs38 = errors;
if(errors === _errs38){
if(Array.isArray(data17)){
var valid3 = true;
const len0 = data17.length;
for(let i0=0; i0<len0; i0++){
let data18 = data17[i0];
const _errs40 = errors;
if(errors === _errs40){
if(typeof data18 === "string"){
if(!pattern1.test(data18)){
validate21.errors = [{instancePath:instancePath+"/trustedProxies/" + i0,schemaPath:"#/properties/trustedProxies/items/pattern",keyword:"pattern",params:{pattern: "^[0-9a-fA-F.:]+(/\\d{1,3})?$"},message:"must match pattern \""+"^[0-9a-fA-F.:]+(/\\d{1,3})?$"+"\"",schema:"^[0-9a-fA-F.:]+(/\\d{1,3})?$",parentSchema:schema6.properties.trustedProxies.items,data:data18}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/trustedProxies/" + i0,schemaPath:"#/properties/trustedProxies/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema6.properties.trustedProxies.items.type,parentSchema:schema6.properties.trustedProxies.items,data:data18}];
return false;
}
}
var valid3 = _errs40 === errors;
if(!valid3){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/trustedProxies",schemaPath:"#/properties/trustedProxies/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema6.properties.trustedProxies.type,parentSchema:schema6.properties.trustedProxies,data:data17}];
return false;
}
}
var valid0 = _errs38 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.tls !== undefined){
let data19 = data.tls;
const _errs42 = errors;
if(errors === _errs42){
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
const _errs44 = errors;
for(const key3 in data19){
if(!((((key3 === "cert") || (key3 === "key")) || (key3 === "passphrase")) || (key3 === "ciphers"))){
validate21.errors = [{instancePath:instancePath+"/tls",schemaPath:"#/properties/tls/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema6.properties.tls,data:data19}];
return false;
break;
}
}
if(_errs44 === errors){
if(data19.cert !== undefined){
let data20 = data19.cert;
const _errs45 = errors;
if((typeof data20 !== "string") && (data20 !== null)){
validate21.errors = [{instancePath:instancePath+"/tls/cert",schemaPath:"#/properties/tls/properties/cert/type",keyword:"type",params:{type: schema6.properties.tls.properties.cert.type},message:"must be string,null",schema:schema6.properties.tls.properties.cert.type,parentSchema:schema6.properties.tls.properties.cert,data:data20}];
return false;
}
var valid4 = _errs45 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data19.key !== undefined){
let data21 = data19.key;
const _errs47 = errors;
if((typeof data21 !== "string") && (data21 !== null)){
validate21.errors = [{instancePath:instancePath+"/tls/key",schemaPath:"#/properties/tls/properties/key/type",keyword:"type",params:{type: schema6.properties.tls.properties.key.type},message:"must be string,null",schema:schema6.properties.tls.properties.key.type,parentSchema:schema6.properties.tls.properties.key,data:data21}];
return false;
}
var valid4 = _errs47 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data19.passphrase !== undefined){
let data22 = data19.passphrase;
const _errs49 = errors;
if((typeof data22 !== "string") && (data22 !== null)){
validate21.errors = [{instancePath:instancePath+"/tls/passphrase",schemaPath:"#/properties/tls/properties/passphrase/type",keyword:"type",params:{type: schema6.properties.tls.properties.passphrase.type},message:"must be string,null",schema:schema6.properties.tls.properties.passphrase.type,parentSchema:schema6.properties.tls.properties.passphrase,data:data22}];
return false;
}
var valid4 = _errs49 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data19.ciphers !== undefined){
let data23 = data19.ciphers;
const _errs51 = errors;
if((typeof data23 !== "string") && (data23 !== null)){
validate21.errors = [{instancePath:instancePath+"/tls/ciphers",schemaPath:"#/properties/tls/properties/ciphers/type",keyword:"type",params:{type: schema6.properties.tls.properties.ciphers.type},message:"must be string,null",schema:schema6.properties.tls.properties.ciphers.type,parentSchema:schema6.properties.tls.properties.ciphers,data:data23}];
return false;
}
var valid4 = _errs51 === errors;
}
else {
var valid4 = true;
}
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/tls",schemaPath:"#/properties/tls/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema6.properties.tls.type,parentSchema:schema6.properties.tls,data:data19}];
return false;
}
}
var valid0 = _errs42 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.drain !== undefined){
let data24 = data.drain;
const _errs53 = errors;
if(errors === _errs53){
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
const _errs55 = errors;
for(const key4 in data24){
if(!((key4 === "notice") || (key4 === "time"))){
validate21.errors = [{instancePath:instancePath+"/drain",schemaPath:"#/properties/drain/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema6.properties.drain,data:data24}];
return false;
break;
}
}
if(_errs55 === errors){
if(data24.notice !== undefined){
let data25 = data24.notice;
const _errs56 = errors;
if(errors === _errs56){
if(typeof data25 == "number"){
if(data25 > 3600 || isNaN(data25)){
validate21.errors = [{instancePath:instancePath+"/drain/notice",schemaPath:"#/properties/drain/properties/notice/maximum",keyword:"maximum",params:{comparison: "<=", limit: 3600},message:"must be <= 3600",schema:3600,parentSchema:schema6.properties.drain.properties.notice,data:data25}];
return false;
}
else {
if(data25 < 0 || isNaN(data25)){
validate21.errors = [{instancePath:instancePath+"/drain/notice",schemaPath:"#/properties/drain/properties/notice/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.drain.properties.notice,data:data25}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/drain/notice",schemaPath:"#/properties/drain/properties/notice/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.drain.properties.notice.type,parentSchema:schema6.properties.drain.properties.notice,data:data25}];
return false;
}
}
var valid5 = _errs56 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data24.time !== undefined){
let data26 = data24.time;
const _errs58 = errors;
if(errors === _errs58){
if(typeof data26 == "number"){
if(data26 > 3600 || isNaN(data26)){
validate21.errors = [{instancePath:instancePath+"/drain/time",schemaPath:"#/properties/drain/properties/time/maximum",keyword:"maximum",params:{comparison: "<=", limit: 3600},message:"must be <= 3600",schema:3600,parentSchema:schema6.properties.drain.properties.time,data:data26}];
return false;
}
else {
if(data26 < 0 || isNaN(data26)){
validate21.errors = [{instancePath:instancePath+"/drain/time",schemaPath:"#/properties/drain/properties/time/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.drain.properties.time,data:data26}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/drain/time",schemaPath:"#/properties/drain/properties/time/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.drain.properties.time.type,parentSchema:schema6.properties.drain.properties.time,data:data26}];
return false;
}
}
var valid5 = _errs58 === errors;
}
else {
var valid5 = true;
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/drain",schemaPath:"#/properties/drain/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema6.properties.drain.type,parentSchema:schema6.properties.drain,data:data24}];
return false;
}
}
var valid0 = _errs53 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.cluster !== undefined){
let data27 = data.cluster;
const _errs60 = errors;
if(errors === _errs60){
if(data27 && typeof data27 == "object" && !Array.isArray(data27)){
const _errs62 = errors;
for(const key5 in data27){
if(!(func2.call(schema6.properties.cluster.properties, key5))){
validate21.errors = [{instancePath:instancePath+"/cluster",schemaPath:"#/properties/cluster/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties",schema:false,parentSchema:schema6.properties.cluster,data:data27}];
return false;
break;
}
}
if(_errs62 === errors){
if(data27.redis !== undefined){
let data28 = data27.redis;
const _errs63 = errors;
if((typeof data28 !== "string") && (data28 !== null)){
validate21.errors = [{instancePath:instancePath+"/cluster/redis",schemaPath:"#/properties/cluster/properties/redis/type",keyword:"type",params:{type: schema6.properties.cluster.properties.redis.type},message:"must be string,null",schema:schema6.properties.cluster.properties.redis.type,parentSchema:schema6.properties.cluster.properties.redis,data:data28}];
return false;
}
if(errors === _errs63){
if(typeof data28 === "string"){
if(!pattern2.test(data28)){
validate21.errors = [{instancePath:instancePath+"/cluster/redis",schemaPath:"#/properties/cluster/properties/redis/pattern",keyword:"pattern",params:{pattern: "^(rediss?://|/)\\S+$"},message:"must match pattern \""+"^(rediss?://|/)\\S+$"+"\"",schema:"^(rediss?://|/)\\S+$",parentSchema:schema6.properties.cluster.properties.redis,data:data28}];
return false;
}
}
}
var valid6 = _errs63 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data27.prefix !== undefined){
let data29 = data27.prefix;
const _errs65 = errors;
if(errors === _errs65){
if(typeof data29 === "string"){
if(!pattern3.test(data29)){
validate21.errors = [{instancePath:instancePath+"/cluster/prefix",schemaPath:"#/properties/cluster/properties/prefix/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_.-]{1,64}$"},message:"must match pattern \""+"^[A-Za-z0-9_.-]{1,64}$"+"\"",schema:"^[A-Za-z0-9_.-]{1,64}$",parentSchema:schema6.properties.cluster.properties.prefix,data:data29}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/cluster/prefix",schemaPath:"#/properties/cluster/properties/prefix/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema6.properties.cluster.properties.prefix.type,parentSchema:schema6.properties.cluster.properties.prefix,data:data29}];
return false;
}
}
var valid6 = _errs65 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data27.lease !== undefined){
let data30 = data27.lease;
const _errs67 = errors;
if(errors === _errs67){
if(typeof data30 == "number"){
if(data30 > 600 || isNaN(data30)){
validate21.errors = [{instancePath:instancePath+"/cluster/lease",schemaPath:"#/properties/cluster/properties/lease/maximum",keyword:"maximum",params:{comparison: "<=", limit: 600},message:"must be <= 600",schema:600,parentSchema:schema6.properties.cluster.properties.lease,data:data30}];
return false;
}
else {
if(data30 < 0.2 || isNaN(data30)){
validate21.errors = [{instancePath:instancePath+"/cluster/lease",schemaPath:"#/properties/cluster/properties/lease/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.2},message:"must be >= 0.2",schema:0.2,parentSchema:schema6.properties.cluster.properties.lease,data:data30}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/cluster/lease",schemaPath:"#/properties/cluster/properties/lease/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.cluster.properties.lease.type,parentSchema:schema6.properties.cluster.properties.lease,data:data30}];
return false;
}
}
var valid6 = _errs67 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data27.renew !== undefined){
let data31 = data27.renew;
const _errs69 = errors;
if(errors === _errs69){
if(typeof data31 == "number"){
if(data31 > 200 || isNaN(data31)){
validate21.errors = [{instancePath:instancePath+"/cluster/renew",schemaPath:"#/properties/cluster/properties/renew/maximum",keyword:"maximum",params:{comparison: "<=", limit: 200},message:"must be <= 200",schema:200,parentSchema:schema6.properties.cluster.properties.renew,data:data31}];
return false;
}
else {
if(data31 < 0.05 || isNaN(data31)){
validate21.errors = [{instancePath:instancePath+"/cluster/renew",schemaPath:"#/properties/cluster/properties/renew/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema6.properties.cluster.properties.renew,data:data31}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/cluster/renew",schemaPath:"#/properties/cluster/properties/renew/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.cluster.properties.renew.type,parentSchema:schema6.properties.cluster.properties.renew,data:data31}];
return false;
}
}
var valid6 = _errs69 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data27.timeout !== undefined){
let data32 = data27.timeout;
const _errs71 = errors;
if(errors === _errs71){
if(typeof data32 == "number"){
if(data32 > 60 || isNaN(data32)){
validate21.errors = [{instancePath:instancePath+"/cluster/timeout",schemaPath:"#/properties/cluster/properties/timeout/maximum",keyword:"maximum",params:{comparison: "<=", limit: 60},message:"must be <= 60",schema:60,parentSchema:schema6.properties.cluster.properties.timeout,data:data32}];
return false;
}
else {
if(data32 < 0.05 || isNaN(data32)){
validate21.errors = [{instancePath:instancePath+"/cluster/timeout",schemaPath:"#/properties/cluster/properties/timeout/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema6.properties.cluster.properties.timeout,data:data32}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/cluster/timeout",schemaPath:"#/properties/cluster/properties/timeout/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.cluster.properties.timeout.type,parentSchema:schema6.properties.cluster.properties.timeout,data:data32}];
return false;
}
}
var valid6 = _errs71 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data27.stalledAfter !== undefined){
let data33 = data27.stalledAfter;
const _errs73 = errors;
if(errors === _errs73){
if(typeof data33 == "number"){
if(data33 > 60 || isNaN(data33)){
validate21.errors = [{instancePath:instancePath+"/cluster/stalledAfter",schemaPath:"#/properties/cluster/properties/stalledAfter/maximum",keyword:"maximum",params:{comparison: "<=", limit: 60},message:"must be <= 60",schema:60,parentSchema:schema6.properties.cluster.properties.stalledAfter,data:data33}];
return false;
}
else {
if(data33 < 0.05 || isNaN(data33)){
validate21.errors = [{instancePath:instancePath+"/cluster/stalledAfter",schemaPath:"#/properties/cluster/properties/stalledAfter/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema6.properties.cluster.properties.stalledAfter,data:data33}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/cluster/stalledAfter",schemaPath:"#/properties/cluster/properties/stalledAfter/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.cluster.properties.stalledAfter.type,parentSchema:schema6.properties.cluster.properties.stalledAfter,data:data33}];
return false;
}
}
var valid6 = _errs73 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data27.topicLinger !== undefined){
let data34 = data27.topicLinger;
const _errs75 = errors;
if(errors === _errs75){
if(typeof data34 == "number"){
if(data34 > 600 || isNaN(data34)){
validate21.errors = [{instancePath:instancePath+"/cluster/topicLinger",schemaPath:"#/properties/cluster/properties/topicLinger/maximum",keyword:"maximum",params:{comparison: "<=", limit: 600},message:"must be <= 600",schema:600,parentSchema:schema6.properties.cluster.properties.topicLinger,data:data34}];
return false;
}
else {
if(data34 < 0 || isNaN(data34)){
validate21.errors = [{instancePath:instancePath+"/cluster/topicLinger",schemaPath:"#/properties/cluster/properties/topicLinger/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.cluster.properties.topicLinger,data:data34}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/cluster/topicLinger",schemaPath:"#/properties/cluster/properties/topicLinger/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.cluster.properties.topicLinger.type,parentSchema:schema6.properties.cluster.properties.topicLinger,data:data34}];
return false;
}
}
var valid6 = _errs75 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data27.backlogTime !== undefined){
let data35 = data27.backlogTime;
const _errs77 = errors;
if(errors === _errs77){
if(typeof data35 == "number"){
if(data35 > 600 || isNaN(data35)){
validate21.errors = [{instancePath:instancePath+"/cluster/backlogTime",schemaPath:"#/properties/cluster/properties/backlogTime/maximum",keyword:"maximum",params:{comparison: "<=", limit: 600},message:"must be <= 600",schema:600,parentSchema:schema6.properties.cluster.properties.backlogTime,data:data35}];
return false;
}
else {
if(data35 < 0.1 || isNaN(data35)){
validate21.errors = [{instancePath:instancePath+"/cluster/backlogTime",schemaPath:"#/properties/cluster/properties/backlogTime/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.1},message:"must be >= 0.1",schema:0.1,parentSchema:schema6.properties.cluster.properties.backlogTime,data:data35}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/cluster/backlogTime",schemaPath:"#/properties/cluster/properties/backlogTime/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.cluster.properties.backlogTime.type,parentSchema:schema6.properties.cluster.properties.backlogTime,data:data35}];
return false;
}
}
var valid6 = _errs77 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data27.backlogFrames !== undefined){
let data36 = data27.backlogFrames;
const _errs79 = errors;
if(!((typeof data36 == "number") && (!(data36 % 1) && !isNaN(data36)))){
validate21.errors = [{instancePath:instancePath+"/cluster/backlogFrames",schemaPath:"#/properties/cluster/properties/backlogFrames/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.cluster.properties.backlogFrames.type,parentSchema:schema6.properties.cluster.properties.backlogFrames,data:data36}];
return false;
}
if(errors === _errs79){
if(typeof data36 == "number"){
if(data36 > 10000000 || isNaN(data36)){
validate21.errors = [{instancePath:instancePath+"/cluster/backlogFrames",schemaPath:"#/properties/cluster/properties/backlogFrames/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000000},message:"must be <= 10000000",schema:10000000,parentSchema:schema6.properties.cluster.properties.backlogFrames,data:data36}];
return false;
}
else {
if(data36 < 1 || isNaN(data36)){
validate21.errors = [{instancePath:instancePath+"/cluster/backlogFrames",schemaPath:"#/properties/cluster/properties/backlogFrames/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema6.properties.cluster.properties.backlogFrames,data:data36}];
return false;
}
}
}
}
var valid6 = _errs79 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data27.backlogBytes !== undefined){
let data37 = data27.backlogBytes;
const _errs81 = errors;
if(!((typeof data37 == "number") && (!(data37 % 1) && !isNaN(data37)))){
validate21.errors = [{instancePath:instancePath+"/cluster/backlogBytes",schemaPath:"#/properties/cluster/properties/backlogBytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.cluster.properties.backlogBytes.type,parentSchema:schema6.properties.cluster.properties.backlogBytes,data:data37}];
return false;
}
if(errors === _errs81){
if(typeof data37 == "number"){
if(data37 > 1073741824 || isNaN(data37)){
validate21.errors = [{instancePath:instancePath+"/cluster/backlogBytes",schemaPath:"#/properties/cluster/properties/backlogBytes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1073741824},message:"must be <= 1073741824",schema:1073741824,parentSchema:schema6.properties.cluster.properties.backlogBytes,data:data37}];
return false;
}
else {
if(data37 < 1024 || isNaN(data37)){
validate21.errors = [{instancePath:instancePath+"/cluster/backlogBytes",schemaPath:"#/properties/cluster/properties/backlogBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1024},message:"must be >= 1024",schema:1024,parentSchema:schema6.properties.cluster.properties.backlogBytes,data:data37}];
return false;
}
}
}
}
var valid6 = _errs81 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data27.drainHold !== undefined){
let data38 = data27.drainHold;
const _errs83 = errors;
if(errors === _errs83){
if(typeof data38 == "number"){
if(data38 > 600 || isNaN(data38)){
validate21.errors = [{instancePath:instancePath+"/cluster/drainHold",schemaPath:"#/properties/cluster/properties/drainHold/maximum",keyword:"maximum",params:{comparison: "<=", limit: 600},message:"must be <= 600",schema:600,parentSchema:schema6.properties.cluster.properties.drainHold,data:data38}];
return false;
}
else {
if(data38 < 0 || isNaN(data38)){
validate21.errors = [{instancePath:instancePath+"/cluster/drainHold",schemaPath:"#/properties/cluster/properties/drainHold/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.cluster.properties.drainHold,data:data38}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/cluster/drainHold",schemaPath:"#/properties/cluster/properties/drainHold/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.cluster.properties.drainHold.type,parentSchema:schema6.properties.cluster.properties.drainHold,data:data38}];
return false;
}
}
var valid6 = _errs83 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data27.whenAlone !== undefined){
let data39 = data27.whenAlone;
const _errs85 = errors;
if(typeof data39 !== "string"){
validate21.errors = [{instancePath:instancePath+"/cluster/whenAlone",schemaPath:"#/properties/cluster/properties/whenAlone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema6.properties.cluster.properties.whenAlone.type,parentSchema:schema6.properties.cluster.properties.whenAlone,data:data39}];
return false;
}
if(!((data39 === "refuse") || (data39 === "local"))){
validate21.errors = [{instancePath:instancePath+"/cluster/whenAlone",schemaPath:"#/properties/cluster/properties/whenAlone/enum",keyword:"enum",params:{allowedValues: schema6.properties.cluster.properties.whenAlone.enum},message:"must be equal to one of the allowed values",schema:schema6.properties.cluster.properties.whenAlone.enum,parentSchema:schema6.properties.cluster.properties.whenAlone,data:data39}];
return false;
}
var valid6 = _errs85 === errors;
}
else {
var valid6 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/cluster",schemaPath:"#/properties/cluster/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema6.properties.cluster.type,parentSchema:schema6.properties.cluster,data:data27}];
return false;
}
}
var valid0 = _errs60 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.webhooks !== undefined){
let data40 = data.webhooks;
const _errs87 = errors;
if(errors === _errs87){
if(data40 && typeof data40 == "object" && !Array.isArray(data40)){
const _errs89 = errors;
for(const key6 in data40){
if(!(func2.call(schema6.properties.webhooks.properties, key6))){
validate21.errors = [{instancePath:instancePath+"/webhooks",schemaPath:"#/properties/webhooks/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties",schema:false,parentSchema:schema6.properties.webhooks,data:data40}];
return false;
break;
}
}
if(_errs89 === errors){
if(data40.hold !== undefined){
let data41 = data40.hold;
const _errs90 = errors;
if(errors === _errs90){
if(typeof data41 == "number"){
if(data41 > 60 || isNaN(data41)){
validate21.errors = [{instancePath:instancePath+"/webhooks/hold",schemaPath:"#/properties/webhooks/properties/hold/maximum",keyword:"maximum",params:{comparison: "<=", limit: 60},message:"must be <= 60",schema:60,parentSchema:schema6.properties.webhooks.properties.hold,data:data41}];
return false;
}
else {
if(data41 < 0 || isNaN(data41)){
validate21.errors = [{instancePath:instancePath+"/webhooks/hold",schemaPath:"#/properties/webhooks/properties/hold/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.webhooks.properties.hold,data:data41}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/webhooks/hold",schemaPath:"#/properties/webhooks/properties/hold/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.webhooks.properties.hold.type,parentSchema:schema6.properties.webhooks.properties.hold,data:data41}];
return false;
}
}
var valid7 = _errs90 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.timeout !== undefined){
let data42 = data40.timeout;
const _errs92 = errors;
if(errors === _errs92){
if(typeof data42 == "number"){
if(data42 > 60 || isNaN(data42)){
validate21.errors = [{instancePath:instancePath+"/webhooks/timeout",schemaPath:"#/properties/webhooks/properties/timeout/maximum",keyword:"maximum",params:{comparison: "<=", limit: 60},message:"must be <= 60",schema:60,parentSchema:schema6.properties.webhooks.properties.timeout,data:data42}];
return false;
}
else {
if(data42 < 0.05 || isNaN(data42)){
validate21.errors = [{instancePath:instancePath+"/webhooks/timeout",schemaPath:"#/properties/webhooks/properties/timeout/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.05},message:"must be >= 0.05",schema:0.05,parentSchema:schema6.properties.webhooks.properties.timeout,data:data42}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/webhooks/timeout",schemaPath:"#/properties/webhooks/properties/timeout/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.webhooks.properties.timeout.type,parentSchema:schema6.properties.webhooks.properties.timeout,data:data42}];
return false;
}
}
var valid7 = _errs92 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.retryFor !== undefined){
let data43 = data40.retryFor;
const _errs94 = errors;
if(errors === _errs94){
if(typeof data43 == "number"){
if(data43 > 86400 || isNaN(data43)){
validate21.errors = [{instancePath:instancePath+"/webhooks/retryFor",schemaPath:"#/properties/webhooks/properties/retryFor/maximum",keyword:"maximum",params:{comparison: "<=", limit: 86400},message:"must be <= 86400",schema:86400,parentSchema:schema6.properties.webhooks.properties.retryFor,data:data43}];
return false;
}
else {
if(data43 < 0 || isNaN(data43)){
validate21.errors = [{instancePath:instancePath+"/webhooks/retryFor",schemaPath:"#/properties/webhooks/properties/retryFor/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.webhooks.properties.retryFor,data:data43}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/webhooks/retryFor",schemaPath:"#/properties/webhooks/properties/retryFor/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.webhooks.properties.retryFor.type,parentSchema:schema6.properties.webhooks.properties.retryFor,data:data43}];
return false;
}
}
var valid7 = _errs94 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.firstPause !== undefined){
let data44 = data40.firstPause;
const _errs96 = errors;
if(errors === _errs96){
if(typeof data44 == "number"){
if(data44 > 60 || isNaN(data44)){
validate21.errors = [{instancePath:instancePath+"/webhooks/firstPause",schemaPath:"#/properties/webhooks/properties/firstPause/maximum",keyword:"maximum",params:{comparison: "<=", limit: 60},message:"must be <= 60",schema:60,parentSchema:schema6.properties.webhooks.properties.firstPause,data:data44}];
return false;
}
else {
if(data44 < 0.005 || isNaN(data44)){
validate21.errors = [{instancePath:instancePath+"/webhooks/firstPause",schemaPath:"#/properties/webhooks/properties/firstPause/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0.005},message:"must be >= 0.005",schema:0.005,parentSchema:schema6.properties.webhooks.properties.firstPause,data:data44}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/webhooks/firstPause",schemaPath:"#/properties/webhooks/properties/firstPause/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.webhooks.properties.firstPause.type,parentSchema:schema6.properties.webhooks.properties.firstPause,data:data44}];
return false;
}
}
var valid7 = _errs96 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.batchDelay !== undefined){
let data45 = data40.batchDelay;
const _errs98 = errors;
if(errors === _errs98){
if(typeof data45 == "number"){
if(data45 > 60 || isNaN(data45)){
validate21.errors = [{instancePath:instancePath+"/webhooks/batchDelay",schemaPath:"#/properties/webhooks/properties/batchDelay/maximum",keyword:"maximum",params:{comparison: "<=", limit: 60},message:"must be <= 60",schema:60,parentSchema:schema6.properties.webhooks.properties.batchDelay,data:data45}];
return false;
}
else {
if(data45 < 0 || isNaN(data45)){
validate21.errors = [{instancePath:instancePath+"/webhooks/batchDelay",schemaPath:"#/properties/webhooks/properties/batchDelay/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.webhooks.properties.batchDelay,data:data45}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/webhooks/batchDelay",schemaPath:"#/properties/webhooks/properties/batchDelay/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.webhooks.properties.batchDelay.type,parentSchema:schema6.properties.webhooks.properties.batchDelay,data:data45}];
return false;
}
}
var valid7 = _errs98 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.batchEvents !== undefined){
let data46 = data40.batchEvents;
const _errs100 = errors;
if(!((typeof data46 == "number") && (!(data46 % 1) && !isNaN(data46)))){
validate21.errors = [{instancePath:instancePath+"/webhooks/batchEvents",schemaPath:"#/properties/webhooks/properties/batchEvents/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.webhooks.properties.batchEvents.type,parentSchema:schema6.properties.webhooks.properties.batchEvents,data:data46}];
return false;
}
if(errors === _errs100){
if(typeof data46 == "number"){
if(data46 > 10000 || isNaN(data46)){
validate21.errors = [{instancePath:instancePath+"/webhooks/batchEvents",schemaPath:"#/properties/webhooks/properties/batchEvents/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema6.properties.webhooks.properties.batchEvents,data:data46}];
return false;
}
else {
if(data46 < 1 || isNaN(data46)){
validate21.errors = [{instancePath:instancePath+"/webhooks/batchEvents",schemaPath:"#/properties/webhooks/properties/batchEvents/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema6.properties.webhooks.properties.batchEvents,data:data46}];
return false;
}
}
}
}
var valid7 = _errs100 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.queue !== undefined){
let data47 = data40.queue;
const _errs102 = errors;
if(!((typeof data47 == "number") && (!(data47 % 1) && !isNaN(data47)))){
validate21.errors = [{instancePath:instancePath+"/webhooks/queue",schemaPath:"#/properties/webhooks/properties/queue/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.webhooks.properties.queue.type,parentSchema:schema6.properties.webhooks.properties.queue,data:data47}];
return false;
}
if(errors === _errs102){
if(typeof data47 == "number"){
if(data47 > 1000000 || isNaN(data47)){
validate21.errors = [{instancePath:instancePath+"/webhooks/queue",schemaPath:"#/properties/webhooks/properties/queue/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000",schema:1000000,parentSchema:schema6.properties.webhooks.properties.queue,data:data47}];
return false;
}
else {
if(data47 < 1 || isNaN(data47)){
validate21.errors = [{instancePath:instancePath+"/webhooks/queue",schemaPath:"#/properties/webhooks/properties/queue/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema6.properties.webhooks.properties.queue,data:data47}];
return false;
}
}
}
}
var valid7 = _errs102 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.queueBytes !== undefined){
let data48 = data40.queueBytes;
const _errs104 = errors;
if(!((typeof data48 == "number") && (!(data48 % 1) && !isNaN(data48)))){
validate21.errors = [{instancePath:instancePath+"/webhooks/queueBytes",schemaPath:"#/properties/webhooks/properties/queueBytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.webhooks.properties.queueBytes.type,parentSchema:schema6.properties.webhooks.properties.queueBytes,data:data48}];
return false;
}
if(errors === _errs104){
if(typeof data48 == "number"){
if(data48 > 1073741824 || isNaN(data48)){
validate21.errors = [{instancePath:instancePath+"/webhooks/queueBytes",schemaPath:"#/properties/webhooks/properties/queueBytes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1073741824},message:"must be <= 1073741824",schema:1073741824,parentSchema:schema6.properties.webhooks.properties.queueBytes,data:data48}];
return false;
}
else {
if(data48 < 65536 || isNaN(data48)){
validate21.errors = [{instancePath:instancePath+"/webhooks/queueBytes",schemaPath:"#/properties/webhooks/properties/queueBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 65536},message:"must be >= 65536",schema:65536,parentSchema:schema6.properties.webhooks.properties.queueBytes,data:data48}];
return false;
}
}
}
}
var valid7 = _errs104 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.deadLetters !== undefined){
let data49 = data40.deadLetters;
const _errs106 = errors;
if(!((typeof data49 == "number") && (!(data49 % 1) && !isNaN(data49)))){
validate21.errors = [{instancePath:instancePath+"/webhooks/deadLetters",schemaPath:"#/properties/webhooks/properties/deadLetters/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.webhooks.properties.deadLetters.type,parentSchema:schema6.properties.webhooks.properties.deadLetters,data:data49}];
return false;
}
if(errors === _errs106){
if(typeof data49 == "number"){
if(data49 > 100000 || isNaN(data49)){
validate21.errors = [{instancePath:instancePath+"/webhooks/deadLetters",schemaPath:"#/properties/webhooks/properties/deadLetters/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100000},message:"must be <= 100000",schema:100000,parentSchema:schema6.properties.webhooks.properties.deadLetters,data:data49}];
return false;
}
else {
if(data49 < 0 || isNaN(data49)){
validate21.errors = [{instancePath:instancePath+"/webhooks/deadLetters",schemaPath:"#/properties/webhooks/properties/deadLetters/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.webhooks.properties.deadLetters,data:data49}];
return false;
}
}
}
}
var valid7 = _errs106 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.privateAddresses !== undefined){
let data50 = data40.privateAddresses;
const _errs108 = errors;
if((typeof data50 !== "boolean") && (data50 !== null)){
validate21.errors = [{instancePath:instancePath+"/webhooks/privateAddresses",schemaPath:"#/properties/webhooks/properties/privateAddresses/type",keyword:"type",params:{type: schema6.properties.webhooks.properties.privateAddresses.type},message:"must be boolean,null",schema:schema6.properties.webhooks.properties.privateAddresses.type,parentSchema:schema6.properties.webhooks.properties.privateAddresses,data:data50}];
return false;
}
var valid7 = _errs108 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data40.stopTime !== undefined){
let data51 = data40.stopTime;
const _errs110 = errors;
if(errors === _errs110){
if(typeof data51 == "number"){
if(data51 > 3600 || isNaN(data51)){
validate21.errors = [{instancePath:instancePath+"/webhooks/stopTime",schemaPath:"#/properties/webhooks/properties/stopTime/maximum",keyword:"maximum",params:{comparison: "<=", limit: 3600},message:"must be <= 3600",schema:3600,parentSchema:schema6.properties.webhooks.properties.stopTime,data:data51}];
return false;
}
else {
if(data51 < 0 || isNaN(data51)){
validate21.errors = [{instancePath:instancePath+"/webhooks/stopTime",schemaPath:"#/properties/webhooks/properties/stopTime/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.webhooks.properties.stopTime,data:data51}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/webhooks/stopTime",schemaPath:"#/properties/webhooks/properties/stopTime/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.webhooks.properties.stopTime.type,parentSchema:schema6.properties.webhooks.properties.stopTime,data:data51}];
return false;
}
}
var valid7 = _errs110 === errors;
}
else {
var valid7 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/webhooks",schemaPath:"#/properties/webhooks/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema6.properties.webhooks.type,parentSchema:schema6.properties.webhooks,data:data40}];
return false;
}
}
var valid0 = _errs87 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.recorder !== undefined){
let data52 = data.recorder;
const _errs112 = errors;
if(errors === _errs112){
if(data52 && typeof data52 == "object" && !Array.isArray(data52)){
const _errs114 = errors;
for(const key7 in data52){
if(!((key7 === "facts") || (key7 === "payloadBytes"))){
validate21.errors = [{instancePath:instancePath+"/recorder",schemaPath:"#/properties/recorder/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},message:"must NOT have additional properties",schema:false,parentSchema:schema6.properties.recorder,data:data52}];
return false;
break;
}
}
if(_errs114 === errors){
if(data52.facts !== undefined){
let data53 = data52.facts;
const _errs115 = errors;
if(!((typeof data53 == "number") && (!(data53 % 1) && !isNaN(data53)))){
validate21.errors = [{instancePath:instancePath+"/recorder/facts",schemaPath:"#/properties/recorder/properties/facts/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.recorder.properties.facts.type,parentSchema:schema6.properties.recorder.properties.facts,data:data53}];
return false;
}
if(errors === _errs115){
if(typeof data53 == "number"){
if(data53 > 1000000 || isNaN(data53)){
validate21.errors = [{instancePath:instancePath+"/recorder/facts",schemaPath:"#/properties/recorder/properties/facts/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000",schema:1000000,parentSchema:schema6.properties.recorder.properties.facts,data:data53}];
return false;
}
else {
if(data53 < 0 || isNaN(data53)){
validate21.errors = [{instancePath:instancePath+"/recorder/facts",schemaPath:"#/properties/recorder/properties/facts/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.recorder.properties.facts,data:data53}];
return false;
}
}
}
}
var valid8 = _errs115 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data52.payloadBytes !== undefined){
let data54 = data52.payloadBytes;
const _errs117 = errors;
if(!((typeof data54 == "number") && (!(data54 % 1) && !isNaN(data54)))){
validate21.errors = [{instancePath:instancePath+"/recorder/payloadBytes",schemaPath:"#/properties/recorder/properties/payloadBytes/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.recorder.properties.payloadBytes.type,parentSchema:schema6.properties.recorder.properties.payloadBytes,data:data54}];
return false;
}
if(errors === _errs117){
if(typeof data54 == "number"){
if(data54 > 65536 || isNaN(data54)){
validate21.errors = [{instancePath:instancePath+"/recorder/payloadBytes",schemaPath:"#/properties/recorder/properties/payloadBytes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65536},message:"must be <= 65536",schema:65536,parentSchema:schema6.properties.recorder.properties.payloadBytes,data:data54}];
return false;
}
else {
if(data54 < 0 || isNaN(data54)){
validate21.errors = [{instancePath:instancePath+"/recorder/payloadBytes",schemaPath:"#/properties/recorder/properties/payloadBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.recorder.properties.payloadBytes,data:data54}];
return false;
}
}
}
}
var valid8 = _errs117 === errors;
}
else {
var valid8 = true;
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/recorder",schemaPath:"#/properties/recorder/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema6.properties.recorder.type,parentSchema:schema6.properties.recorder,data:data52}];
return false;
}
}
var valid0 = _errs112 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.admin !== undefined){
let data55 = data.admin;
const _errs119 = errors;
if(errors === _errs119){
if(data55 && typeof data55 == "object" && !Array.isArray(data55)){
const _errs121 = errors;
for(const key8 in data55){
if(!((((key8 === "enabled") || (key8 === "host")) || (key8 === "port")) || (key8 === "token"))){
validate21.errors = [{instancePath:instancePath+"/admin",schemaPath:"#/properties/admin/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8},message:"must NOT have additional properties",schema:false,parentSchema:schema6.properties.admin,data:data55}];
return false;
break;
}
}
if(_errs121 === errors){
if(data55.enabled !== undefined){
let data56 = data55.enabled;
const _errs122 = errors;
if((typeof data56 !== "boolean") && (data56 !== null)){
validate21.errors = [{instancePath:instancePath+"/admin/enabled",schemaPath:"#/properties/admin/properties/enabled/type",keyword:"type",params:{type: schema6.properties.admin.properties.enabled.type},message:"must be boolean,null",schema:schema6.properties.admin.properties.enabled.type,parentSchema:schema6.properties.admin.properties.enabled,data:data56}];
return false;
}
var valid9 = _errs122 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data55.host !== undefined){
let data57 = data55.host;
const _errs124 = errors;
if(errors === _errs124){
if(typeof data57 === "string"){
if(func5(data57) < 1){
validate21.errors = [{instancePath:instancePath+"/admin/host",schemaPath:"#/properties/admin/properties/host/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema6.properties.admin.properties.host,data:data57}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/admin/host",schemaPath:"#/properties/admin/properties/host/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema6.properties.admin.properties.host.type,parentSchema:schema6.properties.admin.properties.host,data:data57}];
return false;
}
}
var valid9 = _errs124 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data55.port !== undefined){
let data58 = data55.port;
const _errs126 = errors;
if(!((typeof data58 == "number") && (!(data58 % 1) && !isNaN(data58)))){
validate21.errors = [{instancePath:instancePath+"/admin/port",schemaPath:"#/properties/admin/properties/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.admin.properties.port.type,parentSchema:schema6.properties.admin.properties.port,data:data58}];
return false;
}
if(errors === _errs126){
if(typeof data58 == "number"){
if(data58 > 65535 || isNaN(data58)){
validate21.errors = [{instancePath:instancePath+"/admin/port",schemaPath:"#/properties/admin/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema6.properties.admin.properties.port,data:data58}];
return false;
}
else {
if(data58 < 0 || isNaN(data58)){
validate21.errors = [{instancePath:instancePath+"/admin/port",schemaPath:"#/properties/admin/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.admin.properties.port,data:data58}];
return false;
}
}
}
}
var valid9 = _errs126 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data55.token !== undefined){
let data59 = data55.token;
const _errs128 = errors;
if((typeof data59 !== "string") && (data59 !== null)){
validate21.errors = [{instancePath:instancePath+"/admin/token",schemaPath:"#/properties/admin/properties/token/type",keyword:"type",params:{type: schema6.properties.admin.properties.token.type},message:"must be string,null",schema:schema6.properties.admin.properties.token.type,parentSchema:schema6.properties.admin.properties.token,data:data59}];
return false;
}
if(errors === _errs128){
if(typeof data59 === "string"){
if(!pattern4.test(data59)){
validate21.errors = [{instancePath:instancePath+"/admin/token",schemaPath:"#/properties/admin/properties/token/pattern",keyword:"pattern",params:{pattern: "^[\\x21-\\x7e]{1,256}$"},message:"must match pattern \""+"^[\\x21-\\x7e]{1,256}$"+"\"",schema:"^[\\x21-\\x7e]{1,256}$",parentSchema:schema6.properties.admin.properties.token,data:data59}];
return false;
}
}
}
var valid9 = _errs128 === errors;
}
else {
var valid9 = true;
}
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/admin",schemaPath:"#/properties/admin/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema6.properties.admin.type,parentSchema:schema6.properties.admin,data:data55}];
return false;
}
}
var valid0 = _errs119 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.coalescing !== undefined){
let data60 = data.coalescing;
const _errs130 = errors;
if(errors === _errs130){
if(data60 && typeof data60 == "object" && !Array.isArray(data60)){
const _errs132 = errors;
for(const key9 in data60){
if(!((key9 === "budgetMs") || (key9 === "utilisation"))){
validate21.errors = [{instancePath:instancePath+"/coalescing",schemaPath:"#/properties/coalescing/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9},message:"must NOT have additional properties",schema:false,parentSchema:schema6.properties.coalescing,data:data60}];
return false;
break;
}
}
if(_errs132 === errors){
if(data60.budgetMs !== undefined){
let data61 = data60.budgetMs;
const _errs133 = errors;
if(!((typeof data61 == "number") && (!(data61 % 1) && !isNaN(data61)))){
validate21.errors = [{instancePath:instancePath+"/coalescing/budgetMs",schemaPath:"#/properties/coalescing/properties/budgetMs/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema6.properties.coalescing.properties.budgetMs.type,parentSchema:schema6.properties.coalescing.properties.budgetMs,data:data61}];
return false;
}
if(errors === _errs133){
if(typeof data61 == "number"){
if(data61 > 1000 || isNaN(data61)){
validate21.errors = [{instancePath:instancePath+"/coalescing/budgetMs",schemaPath:"#/properties/coalescing/properties/budgetMs/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000},message:"must be <= 1000",schema:1000,parentSchema:schema6.properties.coalescing.properties.budgetMs,data:data61}];
return false;
}
else {
if(data61 < 0 || isNaN(data61)){
validate21.errors = [{instancePath:instancePath+"/coalescing/budgetMs",schemaPath:"#/properties/coalescing/properties/budgetMs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.coalescing.properties.budgetMs,data:data61}];
return false;
}
}
}
}
var valid10 = _errs133 === errors;
}
else {
var valid10 = true;
}
if(valid10){
if(data60.utilisation !== undefined){
let data62 = data60.utilisation;
const _errs135 = errors;
if(errors === _errs135){
if(typeof data62 == "number"){
if(data62 > 1 || isNaN(data62)){
validate21.errors = [{instancePath:instancePath+"/coalescing/utilisation",schemaPath:"#/properties/coalescing/properties/utilisation/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1},message:"must be <= 1",schema:1,parentSchema:schema6.properties.coalescing.properties.utilisation,data:data62}];
return false;
}
else {
if(data62 < 0 || isNaN(data62)){
validate21.errors = [{instancePath:instancePath+"/coalescing/utilisation",schemaPath:"#/properties/coalescing/properties/utilisation/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema6.properties.coalescing.properties.utilisation,data:data62}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/coalescing/utilisation",schemaPath:"#/properties/coalescing/properties/utilisation/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema6.properties.coalescing.properties.utilisation.type,parentSchema:schema6.properties.coalescing.properties.utilisation,data:data62}];
return false;
}
}
var valid10 = _errs135 === errors;
}
else {
var valid10 = true;
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/coalescing",schemaPath:"#/properties/coalescing/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema6.properties.coalescing.type,parentSchema:schema6.properties.coalescing,data:data60}];
return false;
}
}
var valid0 = _errs130 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.appDefaults !== undefined){
const _errs137 = errors;
if(!(validate22(data.appDefaults, {instancePath:instancePath+"/appDefaults",parentData:data,parentDataProperty:"appDefaults",rootData}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
var valid0 = _errs137 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.apps !== undefined){
let data64 = data.apps;
const _errs139 = errors;
if(errors === _errs139){
if(Array.isArray(data64)){
var valid12 = true;
const len1 = data64.length;
for(let i1=0; i1<len1; i1++){
const _errs141 = errors;
if(!(validate26(data64[i1], {instancePath:instancePath+"/apps/" + i1,parentData:data64,parentDataProperty:i1,rootData}))){
vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
errors = vErrors.length;
}
var valid12 = _errs141 === errors;
if(!valid12){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/apps",schemaPath:"#/properties/apps/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema6.properties.apps.type,parentSchema:schema6.properties.apps,data:data64}];
return false;
}
}
var valid0 = _errs139 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema6.type,parentSchema:schema6,data}];
return false;
}
}
validate21.errors = vErrors;
return errors === 0;
}
