"""The states of this folder: what OpenTofu would write, made with Python alone. Needs the package `cryptography`."""
import os,json,base64,hashlib
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
OUT = os.path.dirname(os.path.abspath(__file__)) + '/'
state='{\n  "version": 4,\n  "terraform_version": "1.9.0",\n  "serial": 7,\n  "lineage": "6f1b4d1e-0000-4000-8000-000000000001",\n  "outputs": {\n    "secret": {\n      "value": "planted",\n      "type": "string",\n      "sensitive": true\n    }\n  },\n  "resources": [],\n  "check_results": null\n}\n'
def env(front,metas,key,nonce,aad,plain):
    ct=AESGCM(key).encrypt(nonce,plain,aad or None)
    m={k:base64.b64encode(v.encode()).decode() for k,v in sorted(metas.items())}
    o=dict(front); o['meta']=m; o['encrypted_data']=base64.b64encode(nonce+ct).decode(); o['encryption_version']='v0'
    return json.dumps(o,separators=(',',':'))
def pb(phrase,salt,it,h,l):
    return hashlib.pbkdf2_hmac(h,phrase,salt,it,l), json.dumps({'salt':base64.b64encode(salt).decode(),'iterations':it,'hash_function':h,'key_length':l},separators=(',',':'))
front={'serial':7,'lineage':'6f1b4d1e-0000-4000-8000-000000000001'}
n=bytes(range(12))
cases={}
k,m=pb(b'correct-horse-battery',bytes(range(32)),200000,'sha512',32)
cases['pbkdf2-sha512']=env(front,{'key_provider.pbkdf2.p':m},k,n,b'',state.encode())
k,m=pb(b'correct-horse-battery',bytes(range(16)),200001,'sha256',16)
cases['pbkdf2-sha256-128']=env(front,{'key_provider.pbkdf2.p':m},k,n,b'',state.encode())
k,m=pb(b'correct-horse-battery',bytes(range(32)),200000,'sha512',24)
cases['pbkdf2-aad-192']=env(front,{'key_provider.pbkdf2.p':m},k,n,bytes([1,2,255]),state.encode())
k1,m1=pb(b'correct-horse-battery',bytes(range(32)),200000,'sha512',32)
k2,m2=pb(k1,bytes(range(32,64)),200000,'sha512',32)
cases['pbkdf2-chain']=env(front,{'key_provider.pbkdf2.p':m2,'key_provider.pbkdf2.first':m1},k2,n,b'',state.encode())
k,m=pb('paßphrase-ünïcode'.encode(),bytes(range(32)),200000,'sha512',32)
cases['pbkdf2-alias-unicode']=env(front,{'the-alias':m},k,n,b'',state.encode())
cases['key-file']=env(front,{},bytes(range(32)),n,b'',state.encode())
for name,t in cases.items(): open(OUT+name+'.tfstate','w').write(t)
open(OUT+'plain.tfstate','w').write(state)
